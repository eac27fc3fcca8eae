;; movies:scores@0.1.0 in WebAssembly text.
;; Records, options and variants arrive flattened: option<f64> is (tag i32, value f64). Results that
;; need more than one value lie at $result. Only `spread-of` takes a list, so one arena, which its
;; post-return function empties, is all the memory management there is.
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

  ;; $result as a case with a number: tag +0, number +8
  (func $case (param $tag i32) (param $number f64) (result i32)
    (i32.store8 (global.get $result) (local.get $tag))
    (f64.store offset=8 (global.get $result) (local.get $number))
    (global.get $result))

  ;; result<votes, doubt> as an error: tag +0, doubt's tag +8; the caller stores the payload at +16
  (func $doubt (param $tag i32) (result i32)
    (i32.store8 (global.get $result) (i32.const 1))
    (i32.store8 offset=8 (global.get $result) (local.get $tag))
    (global.get $result))

  (func $percent (param $part i32) (param $whole i32) (result f64)
    (f64.div
      (f64.mul (f64.const 100) (f64.convert_i32_u (local.get $part)))
      (f64.convert_i32_u (local.get $whole))))

  ;; votes: fresh +8, reviews +12; doubt: missing 0, wrong-total 1, wrong-meter 2
  (func (export "movies:scores/scores@0.1.0#tally")
    (param $has-meter i32) (param $meter i32) (param $has-reviews i32) (param $reviews i32)
    (param $has-fresh i32) (param $fresh i32) (param $has-rotten i32) (param $rotten i32)
    (result i32)
    (local $share f64)
    (if (i32.eqz (i32.and (local.get $has-reviews)
          (i32.and (local.get $has-fresh) (local.get $has-rotten))))
      (then (return (call $doubt (i32.const 0)))))
    (if (i32.eqz (local.get $reviews)) (then (return (call $doubt (i32.const 0)))))
    (if (i64.ne
          (i64.add
            (i64.extend_i32_u (local.get $fresh)) (i64.extend_i32_u (local.get $rotten)))
          (i64.extend_i32_u (local.get $reviews)))
      (then
        (i32.store offset=16 (global.get $result) (local.get $reviews))
        (return (call $doubt (i32.const 1)))))
    (local.set $share (call $percent (local.get $fresh) (local.get $reviews)))
    (if (i32.and (local.get $has-meter)
          (f64.gt
            (f64.abs (f64.sub (f64.convert_i32_u (local.get $meter)) (local.get $share)))
            (f64.const 1)))
      (then
        (f64.store offset=16 (global.get $result) (local.get $share))
        (return (call $doubt (i32.const 2)))))
    (i32.store8 (global.get $result) (i32.const 0))
    (i32.store offset=8 (global.get $result) (local.get $fresh))
    (i32.store offset=12 (global.get $result) (local.get $reviews))
    (global.get $result))

  ;; (p + zz/2n - z sqrt((p (1 - p) + zz/4n) / n)) / (1 + zz/n)
  (func $wilson (param $p f64) (param $n f64) (param $z f64) (result f64)
    (local $zz f64)
    (local.set $zz (f64.mul (local.get $z) (local.get $z)))
    (f64.div
      (f64.sub
        (f64.add
          (local.get $p)
          (f64.div (local.get $zz) (f64.mul (f64.const 2) (local.get $n))))
        (f64.mul
          (local.get $z)
          (f64.sqrt
            (f64.div
              (f64.add
                (f64.mul (local.get $p) (f64.sub (f64.const 1) (local.get $p)))
                (f64.div (local.get $zz) (f64.mul (f64.const 4) (local.get $n))))
              (local.get $n)))))
      (f64.add (f64.const 1) (f64.div (local.get $zz) (local.get $n)))))

  ;; critics: share +0, least +8, mean +16
  (func (export "movies:scores/scores@0.1.0#judge")
    (param $fresh i32) (param $reviews i32) (param $has-average i32) (param $average f64)
    (param $z f64) (param $prior f64) (param $weight f64) (result i32)
    (local $n f64)
    (local.set $n (f64.convert_i32_u (local.get $reviews)))
    (if (i32.eqz (local.get $has-average)) (then (local.set $average (local.get $prior))))
    (f64.store (global.get $result)
      (call $round (call $percent (local.get $fresh) (local.get $reviews)) (f64.const 10)))
    (f64.store offset=8 (global.get $result)
      (call $round
        (f64.mul
          (f64.const 100)
          (f64.max
            (f64.const 0)
            (call $wilson
              (f64.div (f64.convert_i32_u (local.get $fresh)) (local.get $n))
              (local.get $n)
              (local.get $z))))
        (f64.const 10)))
    (f64.store offset=16 (global.get $result)
      (call $round
        (f64.div
          (f64.add
            (f64.mul (local.get $average) (local.get $n))
            (f64.mul (local.get $prior) (local.get $weight)))
          (f64.add (local.get $n) (local.get $weight)))
        (f64.const 100)))
    (global.get $result))

  ;; result<duration, f64>: hours +8, minutes +9; the error at +8
  (func (export "movies:scores/scores@0.1.0#split-minutes") (param $minutes f64) (result i32)
    (local $whole i32)
    (if (i32.eqz (i32.and
          (f64.ge (local.get $minutes) (f64.const 40))
          (f64.le (local.get $minutes) (f64.const 600))))
      (then (return (call $case (i32.const 1) (local.get $minutes)))))
    (local.set $whole (i32.trunc_f64_u (f64.nearest (local.get $minutes))))
    (i32.store8 (global.get $result) (i32.const 0))
    (i32.store8 offset=8 (global.get $result) (i32.div_u (local.get $whole) (i32.const 60)))
    (i32.store8 offset=9 (global.get $result) (i32.rem_u (local.get $whole) (i32.const 60)))
    (global.get $result))

  ;; takings: unknown 0, hit 1, flop 2
  (func (export "movies:scores/scores@0.1.0#grade")
    (param $has-dollars i32) (param $dollars f64) (param $least f64) (result i32)
    (local $millions f64)
    (if (i32.eqz (i32.and (local.get $has-dollars) (f64.ge (local.get $dollars) (f64.const 1000))))
      (then (return (call $case (i32.const 0) (f64.const 0)))))
    (local.set $millions
      (call $round (f64.div (local.get $dollars) (f64.const 1e6)) (f64.const 100)))
    (call $case
      (select (i32.const 1) (i32.const 2) (f64.ge (local.get $millions) (local.get $least)))
      (local.get $millions)))

  ;; option<spread>: tag +0, count +8, least +16, mean +24, greatest +32; an item is tag +0, value +8
  (func (export "movies:scores/scores@0.1.0#spread-of")
    (param $at i32) (param $items i32) (result i32)
    (local $count i32) (local $least f64) (local $sum f64) (local $greatest f64)
    (local.set $least (f64.const inf))
    (local.set $greatest (f64.const -inf))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $items)))
        (if (i32.load8_u (local.get $at))
          (then
            (local.set $count (i32.add (local.get $count) (i32.const 1)))
            (local.set $sum (f64.add (local.get $sum) (f64.load offset=8 (local.get $at))))
            (local.set $least
              (f64.min (local.get $least) (f64.load offset=8 (local.get $at))))
            (local.set $greatest
              (f64.max (local.get $greatest) (f64.load offset=8 (local.get $at))))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (local.set $items (i32.sub (local.get $items) (i32.const 1)))
        (br $next)))
    (i32.store8 (global.get $result) (i32.ne (local.get $count) (i32.const 0)))
    (i32.store offset=8 (global.get $result) (local.get $count))
    (f64.store offset=16 (global.get $result) (local.get $least))
    (f64.store offset=24 (global.get $result)
      (f64.div (local.get $sum) (f64.convert_i32_u (local.get $count))))
    (f64.store offset=32 (global.get $result) (local.get $greatest))
    (global.get $result))
  (func (export "cabi_post_movies:scores/scores@0.1.0#spread-of") (param i32)
    (global.set $top (global.get $heap))))
