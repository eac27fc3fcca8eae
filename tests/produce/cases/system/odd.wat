;; As `dice`, with another opinion of what a random number is.
(component
  (import "wasi:random/random@0.2.4" (instance $random
    (export "get-random-u64" (func (result s64)))))
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-environment" (func (result (list (tuple string string)))))))
  (core module $memory
    (memory (export "memory") 1)
    (global $top (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.set $top (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
      (global.get $top)
      (global.set $top (i32.add (global.get $top) (local.get 3)))))
  (core instance $heap (instantiate $memory))
  (core func $draw (canon lower (func $random "get-random-u64")))
  (core func $get (canon lower (func $environment "get-environment")
    (memory (core memory $heap "memory")) (realloc (core func $heap "realloc"))))
  (core module $code
    (import "heap" "memory" (memory 1))
    (import "" "draw" (func $draw (result i64)))
    (import "" "get" (func $get (param i32)))
    (func (export "draw") (result i64) (call $draw))
    (func (export "variables") (result i32)
      (call $get (i32.const 8))
      (i32.load (i32.const 12))))
  (core instance $main (instantiate $code
    (with "heap" (instance $heap))
    (with "" (instance (export "draw" (func $draw)) (export "get" (func $get))))))
  (func (export "draw") (result u64) (canon lift (core func $main "draw")))
  (func (export "variables") (result u32) (canon lift (core func $main "variables"))))
