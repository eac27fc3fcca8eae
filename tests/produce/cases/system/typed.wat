;; Imports types and nothing else, at its root and in an interface.
(component
  (type $point-def (record (field "x" u8) (field "y" u8)))
  (import "point" (type $point (eq $point-def)))
  (type $pair-def (tuple $point $point))
  (import "pair" (type $pair (eq $pair-def)))
  (import "acme:shapes/all@1.0.0" (instance
    (type $e (enum "round" "flat"))
    (export "kind" (type $kind (eq $e)))
    (type $s (record (field "kind" $kind)))
    (export "shape" (type (eq $s)))))
  (core module $code
    (memory (export "memory") 1)
    (data (i32.const 8) "\01\02")
    (func (export "made") (result i32) (i32.const 8)))
  (core instance $main (instantiate $code))
  (func $made (result $point) (canon lift (core func $main "made") (memory (core memory $main "memory"))))
  (export "made" (func $made)))
