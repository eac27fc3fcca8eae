;; shop:fraud@0.1.0 in WebAssembly text: scalars in, a scalar out, and no memory at all.
(module
  (func (export "shop:fraud/signals@0.1.0#score")
    (param $cents i64) (param $things i32) (param $abroad i32) (result i32)
    (local $score i64)
    ;; a point for each 100 euros, 20 for a price above 100 euros a thing, 15 from abroad
    (local.set $score (i64.div_u (local.get $cents) (i64.const 10000)))
    (if (i64.gt_u
          (local.get $cents)
          (i64.mul (i64.extend_i32_u (local.get $things)) (i64.const 10000)))
      (then (local.set $score (i64.add (local.get $score) (i64.const 20)))))
    (if (local.get $abroad)
      (then (local.set $score (i64.add (local.get $score) (i64.const 15)))))
    (if (result i32) (i64.gt_u (local.get $score) (i64.const 100))
      (then (i32.const 100))
      (else (i32.wrap_i64 (local.get $score))))))
