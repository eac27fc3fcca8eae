;; The component that is called: `next` on scalars; `echo` on strings, each of which is copied in
;; and out again. What a call allocates is freed after it.
(component
  (core module $code
    (memory (export "memory") 1)
    (global $top (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
      (local.set $at (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
      (global.set $top (i32.add (local.get $at) (local.get 3)))
      (if (i32.gt_u (global.get $top) (i32.const 0x10000)) (then unreachable))
      (local.get $at))
    (func (export "next") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
    (func (export "echo") (param i32 i32) (result i32)
      (i32.store (i32.const 16) (local.get 0))
      (i32.store (i32.const 20) (local.get 1))
      (i32.const 16))
    (func (export "free") (param i32) (global.set $top (i32.const 1024))))
  (core instance $code (instantiate $code))
  (alias core export $code "memory" (core memory $memory))
  (alias core export $code "realloc" (core func $realloc))
  (func (export "next") (param "x" u32) (result u32) (canon lift (core func $code "next")))
  (func (export "echo") (param "text" string) (result string)
    (canon lift (core func $code "echo") (memory $memory) (realloc $realloc)
      (post-return (core func $code "free")))))
