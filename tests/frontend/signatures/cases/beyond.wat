;; What our reader reads and wasmtime's reflection does not: imports of every kind handed on,
;; components at the root, maps, lists of a fixed length, handles spelt out, and an instance whose
;; ascribed type leaves something out.
(component
  (import "env" (instance $env
    (type $point (record (field "x" f32)))
    (export "point" (type $p (eq $point)))
    (export "file" (type $f (sub resource)))
    (export "[method]file.read" (func (param "self" (borrow $f)) (result (list u8 16))))
    (export "[static]file.move" (func (param "a" (own $f)) (result (map string $p))))
    (export "points" (func (result (stream (list $p)))))
    (export "fail" (func (result error-context)))
    (export "wait" (func async (param "files" (map u32 (own $f))) (result (future $p))))))
  (import "part" (component
    (import "f" (func))
    (export "deep" (instance (export "g" (func))))
    (export "g" (func (result string)))))
  (import "unlocked-dep=<acme:lib@{>=1.0.0}>" (component $lib (export "h" (func (result u8)))))
  (instance $made (instantiate $lib))
  (alias export $made "h" (func $h))
  (export "acme:files/api" (instance $env))
  (export "acme:lib/api" (instance $made))
  (export "acme:files/less" (instance $env) (instance
    (export "file" (type (sub resource)))))
  (export "h" (func $h))
  (export "lib" (component $lib)))
