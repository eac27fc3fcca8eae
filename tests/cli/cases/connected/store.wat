;; Saves levels: asks a sink what to make of each, and tells a listener.
(component
  (type $entry' (record (field "level" u32) (field "text" string)))
  (import "acme:log/sink@1.0.0" (instance $sink
    (type $e (record (field "level" u32) (field "text" string)))
    (export "entry" (type $entry (eq $e)))
    (export "write" (func (param "entry" $entry) (result (result u32 (error string)))))))
  (import "changed" (func $changed (param "level" u32)))
  (core module $heap
    (memory (export "memory") 1)
    (data (i32.const 16) "saved")
    (global $top (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.get $top)
      (global.set $top (i32.add (global.get $top) (local.get 3)))))
  (core instance $h (instantiate $heap))
  (alias core export $h "memory" (core memory $memory))
  (alias core export $h "realloc" (core func $realloc))
  (core func $write (canon lower (func $sink "write") (memory $memory) (realloc $realloc)))
  (core func $told (canon lower (func $changed)))
  (core module $code
    (import "" "memory" (memory 1))
    (import "" "write" (func $write (param i32 i32 i32 i32)))
    (import "" "told" (func $told (param i32)))
    (func (export "save") (param $level i32) (result i32)
      (call $told (local.get $level))
      (call $write (local.get $level) (i32.const 16) (i32.const 5) (i32.const 64))
      (i32.const 64)))
  (core instance $c (instantiate $code (with "" (instance
    (export "memory" (memory $memory)) (export "write" (func $write)) (export "told" (func $told))))))
  (func (export "save") (param "level" u32) (result (result u32 (error string)))
    (canon lift (core func $c "save") (memory $memory) (realloc $realloc))))
