;; A door without a codec: what a transaction does is told by marker bytes in its text.
;;   #  a component is called that traps        ?  the input is refused with a fault
;;   ~  never ends                              /  the flow divides by zero
;;   ^  recursion without end in the component  +  memory is grown by 64 MiB, else it traps
;; Entry 1 answers how many transactions the instance has served; every other entry echoes.
(component
  (component $pricing
    (core module $m
      (func $price (export "boom") (unreachable))
      (func $deep (export "deep") (call $deep) (call $deep)))
    (core instance $i (instantiate $m))
    (func (export "boom") (canon lift (core func $i "boom")))
    (func (export "deep") (canon lift (core func $i "deep"))))
  (instance $pricing (instantiate $pricing))
  (core func $boom (canon lower (func $pricing "boom")))
  (core func $deep (canon lower (func $pricing "deep")))
  (core module $glue
    (import "pricing" "boom" (func $boom))
    (import "pricing" "deep" (func $deep))
    (memory (export "memory") 1)
    (data (i32.const 16)
      "{\"code\":\"R403\",\"path\":\"qty\",\"expected\":\"u32\",\"found\":\"-1\",\"at\":9}")
    (global $top (mut i32) (i32.const 4096))
    (global $out (mut i32) (i32.const 0))
    (global $count (mut i32) (i32.const 0))
    (func $alloc (param $size i32) (result i32) (local $p i32)
      (local.set $p (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
      (global.set $top (i32.add (local.get $p) (local.get $size)))
      (if (i32.gt_u (global.get $top) (i32.shl (memory.size) (i32.const 16)))
        (then (if (i32.eq (i32.const -1) (memory.grow
            (i32.shr_u (i32.add (local.get $size) (i32.const 65535)) (i32.const 16))))
          (then (unreachable)))))
      (local.get $p))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (call $alloc (local.get 3)))
    (func $put (param $byte i32)
      (i32.store8 (global.get $out) (local.get $byte))
      (global.set $out (i32.add (global.get $out) (i32.const 1))))
    (func $copy (param $p i32) (param $n i32)
      (memory.copy (global.get $out) (local.get $p) (local.get $n))
      (global.set $out (i32.add (global.get $out) (local.get $n))))
    (func $grow (if (i32.eq (memory.grow (i32.const 1024)) (i32.const -1)) (then (unreachable))))
    (func $divide (param i32) (result i32)
      (i32.const 1) (local.get 0) (i32.const 0x7f100001) (drop) (i32.div_u))
    ;; 1 where the text asks for a refusal
    (func $run (param $p i32) (param $n i32) (result i32) (local $end i32) (local $byte i32)
      (global.set $count (i32.add (global.get $count) (i32.const 1)))
      (local.set $end (i32.add (local.get $p) (local.get $n)))
      (block $done (loop $next
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $p)))
        (if (i32.eq (local.get $byte) (i32.const 0x23)) ;; #
          (then (i32.const 0x7f100000) (drop) (call $boom)))
        (if (i32.eq (local.get $byte) (i32.const 0x2f)) ;; /
          (then (drop (call $divide (i32.const 0)))))
        (if (i32.eq (local.get $byte) (i32.const 0x5e)) ;; ^
          (then (i32.const 0x7f100002) (drop) (call $deep)))
        (if (i32.eq (local.get $byte) (i32.const 0x2b)) (then (call $grow))) ;; +
        (if (i32.eq (local.get $byte) (i32.const 0x7e)) (then (loop $ever (br $ever)))) ;; ~
        (if (i32.eq (local.get $byte) (i32.const 0x3f)) (then (return (i32.const 1)))) ;; ?
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (br $next)))
      (i32.const 0))
    (func (export "invoke") (param $entry i32) (param $p i32) (param $n i32) (result i32)
        (local $answer i32) (local $start i32)
      (local.set $answer (call $alloc (i32.const 12)))
      (i32.store (local.get $answer) (call $run (local.get $p) (local.get $n)))
      (local.set $start (call $alloc (i32.add (local.get $n) (i32.const 128))))
      (global.set $out (local.get $start))
      (if (i32.load (local.get $answer))
        (then (call $copy (i32.const 16) (i32.const 65)))
        (else (if (i32.eq (local.get $entry) (i32.const 1))
          (then (call $put (i32.add (i32.const 48) (global.get $count))))
          (else (call $copy (local.get $p) (local.get $n))))))
      (i32.store offset=4 (local.get $answer) (local.get $start))
      (i32.store offset=8 (local.get $answer) (i32.sub (global.get $out) (local.get $start)))
      (local.get $answer))
    (func $blank (param $p i32) (param $n i32) (result i32)
      (loop $next
        (if (i32.eqz (local.get $n)) (then (return (i32.const 1))))
        (if (i32.gt_u (i32.load8_u (local.get $p)) (i32.const 32)) (then (return (i32.const 0))))
        (local.set $p (i32.add (local.get $p) (i32.const 1)))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next))
      (unreachable))
    (func (export "lines") (param $entry i32) (param $p i32) (param $n i32) (result i32)
        (local $answer i32) (local $start i32) (local $end i32) (local $stop i32)
      (local.set $answer (call $alloc (i32.const 8)))
      (local.set $end (i32.add (local.get $p) (local.get $n)))
      (local.set $start (call $alloc (i32.add (i32.const 128) (i32.mul (local.get $n) (i32.const 70)))))
      (global.set $out (local.get $start))
      (block $done (loop $line
        (br_if $done (i32.ge_u (local.get $p) (local.get $end)))
        (local.set $stop (local.get $p))
        (block $found (loop $seek
          (br_if $found (i32.ge_u (local.get $stop) (local.get $end)))
          (br_if $found (i32.eq (i32.load8_u (local.get $stop)) (i32.const 10)))
          (local.set $stop (i32.add (local.get $stop) (i32.const 1)))
          (br $seek)))
        (if (i32.eqz (call $blank (local.get $p) (i32.sub (local.get $stop) (local.get $p))))
          (then (if (call $run (local.get $p) (i32.sub (local.get $stop) (local.get $p)))
            (then (call $put (i32.const 0x21)) (call $copy (i32.const 16) (i32.const 65)))
            (else (if (i32.eq (local.get $entry) (i32.const 1))
              (then (call $put (i32.add (i32.const 48) (global.get $count))))
              (else (call $copy (local.get $p)
                                (i32.sub (local.get $stop) (local.get $p)))))))))
        (call $put (i32.const 10))
        (local.set $p (i32.add (local.get $stop) (i32.const 1)))
        (br $line)))
      (i32.store (local.get $answer) (local.get $start))
      (i32.store offset=4 (local.get $answer) (i32.sub (global.get $out) (local.get $start)))
      (local.get $answer))
    (func (export "reset") (param i32) (global.set $top (i32.const 4096))))
  (core instance $g (instantiate $glue (with "pricing" (instance
    (export "boom" (func $boom)) (export "deep" (func $deep))))))
  (alias core export $g "memory" (core memory $memory))
  (alias core export $g "realloc" (core func $realloc))
  (func $invoke (param "entry" u32) (param "input" string) (result (result string (error string)))
    (canon lift (core func $g "invoke") (memory $memory) (realloc $realloc)
      (post-return (core func $g "reset"))))
  (func $lines (param "entry" u32) (param "lines" string) (result string)
    (canon lift (core func $g "lines") (memory $memory) (realloc $realloc)
      (post-return (core func $g "reset"))))
  ;; A component of its own groups them: the engine's code for an instance that is merely listed
  ;; differs from one compilation to the next.
  (component $shim
    (import "invoke" (func $i
      (param "entry" u32) (param "input" string) (result (result string (error string)))))
    (import "invoke-lines" (func $l (param "entry" u32) (param "lines" string) (result string)))
    (export "invoke" (func $i))
    (export "invoke-lines" (func $l)))
  (instance $door
    (instantiate $shim (with "invoke" (func $invoke)) (with "invoke-lines" (func $lines))))
  (export "flowc:run/door@0.1.0" (instance $door)))
