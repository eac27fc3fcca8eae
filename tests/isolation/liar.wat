;; A component that lies about where its texts are.
(component
  (core module $m
    (memory (export "memory") 1)
    (global $aim (mut i32) (i32.const 0))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (global.get $aim))
    ;; says that a text stands at an address
    (func (export "text") (param i32 i32) (result i32)
      (i32.store (i32.const 0) (local.get 0))
      (i32.store (i32.const 4) (local.get 1))
      (i32.const 0))
    ;; says that its results stand at an address
    (func (export "far") (param i32) (result i32) (local.get 0))
    ;; puts a byte somewhere, for a text that is not UTF-8
    (func (export "byte") (param i32 i32) (result i32)
      (i32.store8 (local.get 0) (local.get 1)) (i32.const 0))
    ;; wants the next text that it is given at an address; where that came to, and its first byte
    (func (export "aim") (param i32) (result i32) (global.set $aim (local.get 0)) (i32.const 0))
    (func (export "take") (param i32 i32) (result i32) (i32.load8_u (local.get 0))))
  (core instance $i (instantiate $m))
  (alias core export $i "memory" (core memory $memory))
  (alias core export $i "realloc" (core func $realloc))
  (func (export "text") (param "at" u32) (param "size" u32) (result string)
    (canon lift (core func $i "text") (memory $memory)))
  (func (export "far") (param "at" u32) (result string)
    (canon lift (core func $i "far") (memory $memory)))
  (func (export "byte") (param "at" u32) (param "value" u32) (result u32)
    (canon lift (core func $i "byte")))
  (func (export "aim") (param "at" u32) (result u32) (canon lift (core func $i "aim")))
  (func (export "take") (param "text" string) (result u32)
    (canon lift (core func $i "take") (memory $memory) (realloc $realloc))))
