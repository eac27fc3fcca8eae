;; An instance exported with a type of its own, which says the same in other words.
(component
  (core module $m (func (export "f") (param i32) (result i32) unreachable))
  (core instance $i (instantiate $m))
  (type $t (record (field "n" u8)))
  (func $f (param "a" $t) (result char) (canon lift (core func $i "f")))
  (instance $made (export "t" (type $t)) (export "f" (func $f)))
  (export "acme:a/plain" (instance $made))
  (export "acme:a/ascribed" (instance $made) (instance
    (type $t (record (field "n" u8)))
    (export "t" (type $u (eq $t)))
    (export "f" (func (param "a" $u) (result char))))))
