;; A component that knows nothing of flows: it imports an interface, calls it, and passes on the
;; text that comes back, whether it is a parcel's or a message.
(module
  (import "test:short/flows@1.2.0" "relay" (func $relay (param i32 i32 i32 i32)))
  (memory (export "memory") 1)
  (global $top (mut i32) (i32.const 128))

  (func (export "cabi_realloc")
    (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $start i32)
    (local.set $start (global.get $top))
    (global.set $top
      (i32.and (i32.add (i32.add (global.get $top) (local.get $size)) (i32.const 7)) (i32.const -8)))
    (local.get $start))

  ;; the result at 16: is-err at +0, then the text's address and length at +4 and +8
  (func (export "send") (param $text i32) (param $len i32) (result i32)
    (call $relay (local.get $text) (local.get $len) (i32.const 1) (i32.const 16))
    (i32.const 20))

  (func (export "cabi_post_send") (param i32)
    (global.set $top (i32.const 128))))
