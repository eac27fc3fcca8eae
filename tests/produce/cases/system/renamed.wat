;; Imports an interface that has a second name for one of its resources, as `wasi:http` does.
(component
  (import "wasi:http/types@0.2.0" (instance $types
    (export "fields" (type $fields (sub resource)))
    (export "headers" (type $headers (eq $fields)))
    (export "trailers" (type $trailers (eq $headers)))
    (export "[constructor]fields" (func (result (own $fields))))
    (export "[method]fields.clone" (func (param "self" (borrow $fields)) (result (own $trailers))))))
  (alias export $types "headers" (type $headers))
  (core func $new (canon lower (func $types "[constructor]fields")))
  (core func $clone (canon lower (func $types "[method]fields.clone")))
  (core func $drop (canon resource.drop $headers))
  (core module $Cloned
    (import "" "new" (func $new (result i32)))
    (import "" "clone" (func $clone (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "cloned") (result i32) (local $one i32) (local $other i32)
      (local.set $one (call $new))
      (local.set $other (call $clone (local.get $one)))
      (call $drop (local.get $one))
      (call $drop (local.get $other))
      (i32.ne (local.get $one) (local.get $other))))
  (core instance $cloned (instantiate $Cloned (with "" (instance
    (export "new" (func $new)) (export "clone" (func $clone)) (export "drop" (func $drop))))))
  (func (export "cloned") (result u32) (canon lift (core func $cloned "cloned"))))
