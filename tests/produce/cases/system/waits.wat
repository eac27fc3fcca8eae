;; Waits on a resource of one interface that another one makes, over a later point release.
(component
  (import "wasi:io/poll@0.2.9" (instance $poll
    (export "pollable" (type $p (sub resource)))
    (export "[method]pollable.block" (func (param "self" (borrow $p))))))
  (alias export $poll "pollable" (type $pollable))
  (import "wasi:clocks/monotonic-clock@0.2.9" (instance $clock
    (alias outer 1 $pollable (type $q))
    (export "pollable" (type $r (eq $q)))
    (export "subscribe-duration" (func (param "when" u64) (result (own $r))))))
  (import "wasi:random/random@0.2.9" (instance $random
    (export "get-random-u64" (func (result u64)))
    (export "get-random-bytes" (func (param "len" u64) (result (list u8))))))
  (core func $subscribe (canon lower (func $clock "subscribe-duration")))
  (core func $block (canon lower (func $poll "[method]pollable.block")))
  (core func $drop (canon resource.drop $pollable))
  (core func $draw (canon lower (func $random "get-random-u64")))
  (core module $code
    (import "" "subscribe" (func $subscribe (param i64) (result i32)))
    (import "" "block" (func $block (param i32)))
    (import "" "drop" (func $drop (param i32)))
    (import "" "draw" (func $draw (result i64)))
    (func (export "wait") (result i32) (local $pollable i32)
      (local.set $pollable (call $subscribe (i64.const 1000)))
      (call $block (local.get $pollable))
      (call $drop (local.get $pollable))
      (i32.const 1))
    (func (export "mix") (result i64) (call $draw)))
  (core instance $main (instantiate $code (with "" (instance
    (export "subscribe" (func $subscribe)) (export "block" (func $block))
    (export "drop" (func $drop)) (export "draw" (func $draw))))))
  (func (export "wait") (result bool) (canon lift (core func $main "wait")))
  (func (export "mix") (result u64) (canon lift (core func $main "mix"))))
