;; cars:figures@0.1.0 in WebAssembly text.
;; Options and records arrive flattened: option<f64> is (tag i32, value f64). Results that need more
;; than one value lie at $result. Only `spread` takes a list, so one arena, which its post-return
;; function empties, is all the memory management there is.
(module
  (memory (export "memory") 1)
  (global $result i32 (i32.const 16))
  (global $heap i32 (i32.const 64))
  (global $top (mut i32) (i32.const 64))

  (func (export "cabi_realloc")
    (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $start i32) (local $missing i32)
    ;; start = top rounded up to align
    (local.set $start
      (i32.and
        (i32.sub (i32.add (global.get $top) (local.get $align)) (i32.const 1))
        (i32.sub (i32.const 0) (local.get $align))))
    (global.set $top (i32.add (local.get $start) (local.get $size)))
    (if (i32.lt_u (global.get $top) (local.get $start)) (then unreachable))
    (local.set $missing
      (i32.sub
        (i32.add (i32.shr_u (global.get $top) (i32.const 16)) (i32.const 1))
        (memory.size)))
    (if (i32.gt_s (local.get $missing) (i32.const 0))
      (then
        (if (i32.eq (memory.grow (local.get $missing)) (i32.const -1)) (then unreachable))))
    (memory.copy (local.get $start) (local.get $old) (local.get $old-size))
    (local.get $start))

  ;; value rounded to 1/scale, half to even
  (func $round (param $value f64) (param $scale f64) (result f64)
    (f64.div (f64.nearest (f64.mul (local.get $value) (local.get $scale))) (local.get $scale)))

  (func $store-option (param $at i32) (param $tag i32) (param $value f64)
    (i32.store8 (local.get $at) (local.get $tag))
    (f64.store offset=8 (local.get $at) (local.get $value)))

  ;; metric: litres +0 (tag) +8, cubic centimetres +16, kilowatts +24 (tag) +32, kilograms +40
  (func (export "cars:figures/figures@0.1.0#to-metric")
    (param $has-mpg i32) (param $mpg f64) (param $inches f64)
    (param $has-hp i32) (param $hp i32) (param $lbs i32) (result i32)
    (if (i32.and (local.get $has-mpg) (f64.gt (local.get $mpg) (f64.const 0)))
      (then
        (call $store-option (global.get $result) (i32.const 1)
          (call $round (f64.div (f64.const 235.214583) (local.get $mpg)) (f64.const 100))))
      (else (call $store-option (global.get $result) (i32.const 0) (f64.const 0))))
    (i32.store offset=16 (global.get $result)
      (i32.trunc_sat_f64_u (f64.nearest (f64.mul (local.get $inches) (f64.const 16.387064)))))
    (call $store-option (i32.add (global.get $result) (i32.const 24)) (local.get $has-hp)
      (call $round
        (f64.mul (f64.convert_i32_u (local.get $hp)) (f64.const 0.745699872)) (f64.const 10)))
    (f64.store offset=40 (global.get $result)
      (call $round
        (f64.mul (f64.convert_i32_u (local.get $lbs)) (f64.const 0.45359237)) (f64.const 10)))
    (global.get $result))

  ;; verdict: tag +0, value +8; thrifty 0, thirsty 1, unknown 2
  (func (export "cars:figures/figures@0.1.0#grade")
    (param $has-litres i32) (param $litres f64) (param $cc i32)
    (param $has-kw i32) (param $kw f64) (param $kg f64) (param $limit f64) (result i32)
    (if (i32.eqz (local.get $has-litres))
      (then (call $store-option (global.get $result) (i32.const 2) (f64.const 0)))
      (else
        (call $store-option (global.get $result)
          (f64.gt (local.get $litres) (local.get $limit))
          (call $round
            (f64.abs (f64.sub (local.get $litres) (local.get $limit))) (f64.const 100)))))
    (global.get $result))

  ;; option<tuple<f64, f64>>: tag +0, least +8, greatest +16
  (func (export "cars:figures/figures@0.1.0#spread") (param $at i32) (param $count i32) (result i32)
    (local $least f64) (local $greatest f64)
    (local.set $least (f64.const inf))
    (local.set $greatest (f64.const -inf))
    (i32.store8 (global.get $result) (i32.ne (local.get $count) (i32.const 0)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $least (f64.min (local.get $least) (f64.load (local.get $at))))
        (local.set $greatest (f64.max (local.get $greatest) (f64.load (local.get $at))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (f64.store offset=8 (global.get $result) (local.get $least))
    (f64.store offset=16 (global.get $result) (local.get $greatest))
    (global.get $result))
  (func (export "cabi_post_cars:figures/figures@0.1.0#spread") (param i32)
    (global.set $top (global.get $heap))))
