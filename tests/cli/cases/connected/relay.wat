;; Passes on what it imports.
(component
  (import "acme:log/sink@1.0.0" (instance $s
    (type $e' (record (field "level" u32) (field "text" string)))
    (export "entry" (type $e (eq $e')))
    (export "write" (func (param "entry" $e) (result (result u32 (error string)))))))
  (export "acme:log/sink@1.0.0" (instance $s)))
