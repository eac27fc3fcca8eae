;; A door whose component tries what it can with the system; the input is a path, as it stands.
;;   entry 0  opens the path for reading, below the first folder it is given, following links
;;   entry 1  opens it for writing, and makes it if it is not there
;;   entry 2  counts the variables of the environment      entry 3  counts the folders
;;   entry 6  makes a symbolic link of that text, `made`
;;   entry 7  makes a hard link to the path, `hard-made`, following links
;;   entry 8  moves `file` to the path                      entry 9  makes a folder of the path
;;   entry 4  writes "hostile" to stdout and to stderr     entry 5  reads from stdin
;; The answer is a number as JSON: what was counted; or 0 for done, 1 and the error's number if not.
(component
  (import "wasi:io/error@0.2.0" (instance $errors (export "error" (type (sub resource)))))
  (alias export $errors "error" (type $error))
  (import "wasi:io/streams@0.2.0" (instance $streams
    (alias outer 1 $error (type $e0)) (export "error" (type $e (eq $e0)))
    (export "input-stream" (type $in (sub resource)))
    (export "output-stream" (type $out (sub resource)))
    (type $se' (variant (case "last-operation-failed" (own $e)) (case "closed")))
    (export "stream-error" (type $se (eq $se')))
    (export "[method]input-stream.blocking-read" (func (param "self" (borrow $in))
      (param "len" u64) (result (result (list u8) (error $se)))))
    (export "[method]output-stream.blocking-write-and-flush" (func (param "self" (borrow $out))
      (param "contents" (list u8)) (result (result (error $se)))))))
  (alias export $streams "input-stream" (type $in))
  (alias export $streams "output-stream" (type $out))
  (import "wasi:filesystem/types@0.2.0" (instance $files
    (export "descriptor" (type $d (sub resource)))
    (type $pf' (flags "symlink-follow")) (export "path-flags" (type $pf (eq $pf')))
    (type $of' (flags "create" "directory" "exclusive" "truncate"))
    (export "open-flags" (type $of (eq $of')))
    (type $df' (flags "read" "write" "file-integrity-sync" "data-integrity-sync"
      "requested-write-sync" "mutate-directory"))
    (export "descriptor-flags" (type $df (eq $df')))
    (type $ec' (enum "access" "would-block" "already" "bad-descriptor" "busy" "deadlock" "quota"
      "exist" "file-too-large" "illegal-byte-sequence" "in-progress" "interrupted" "invalid" "io"
      "is-directory" "loop" "too-many-links" "message-size" "name-too-long" "no-device" "no-entry"
      "no-lock" "insufficient-memory" "insufficient-space" "not-directory" "not-empty"
      "not-recoverable" "unsupported" "no-tty" "no-such-device" "overflow" "not-permitted" "pipe"
      "read-only" "invalid-seek" "text-file-busy" "cross-device"))
    (export "error-code" (type $ec (eq $ec')))
    (export "[method]descriptor.open-at" (func (param "self" (borrow $d)) (param "path-flags" $pf)
      (param "path" string) (param "open-flags" $of) (param "flags" $df)
      (result (result (own $d) (error $ec)))))
    (export "[method]descriptor.symlink-at" (func (param "self" (borrow $d))
      (param "old-path" string) (param "new-path" string) (result (result (error $ec)))))
    (export "[method]descriptor.link-at" (func (param "self" (borrow $d))
      (param "old-path-flags" $pf) (param "old-path" string) (param "new-descriptor" (borrow $d))
      (param "new-path" string) (result (result (error $ec)))))
    (export "[method]descriptor.rename-at" (func (param "self" (borrow $d))
      (param "old-path" string) (param "new-descriptor" (borrow $d)) (param "new-path" string)
      (result (result (error $ec)))))
    (export "[method]descriptor.create-directory-at" (func (param "self" (borrow $d))
      (param "path" string) (result (result (error $ec)))))))
  (alias export $files "descriptor" (type $d))
  (import "wasi:filesystem/preopens@0.2.0" (instance $folders
    (alias outer 1 $d (type $d0)) (export "descriptor" (type $d (eq $d0)))
    (export "get-directories" (func (result (list (tuple (own $d) string)))))))
  (import "wasi:cli/environment@0.2.0" (instance $environment
    (export "get-environment" (func (result (list (tuple string string)))))))
  (import "wasi:cli/stdin@0.2.0" (instance $stdin
    (alias outer 1 $in (type $t0)) (export "input-stream" (type $t (eq $t0)))
    (export "get-stdin" (func (result (own $t))))))
  (import "wasi:cli/stdout@0.2.0" (instance $stdout
    (alias outer 1 $out (type $t0)) (export "output-stream" (type $t (eq $t0)))
    (export "get-stdout" (func (result (own $t))))))
  (import "wasi:cli/stderr@0.2.0" (instance $stderr
    (alias outer 1 $out (type $t0)) (export "output-stream" (type $t (eq $t0)))
    (export "get-stderr" (func (result (own $t))))))
  (core module $heap
    (memory (export "memory") 4)
    (data (i32.const 16) "hostile\0a")
    (data (i32.const 112) "made    hard-made       file")
    (global $top (mut i32) (i32.const 4096))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32)
      (global.set $top (i32.and (i32.add (global.get $top) (i32.const 7)) (i32.const -8)))
      (global.get $top)
      (global.set $top (i32.add (global.get $top) (local.get 3)))))
  (core instance $heap (instantiate $heap))
  (alias core export $heap "memory" (core memory $memory))
  (alias core export $heap "realloc" (core func $realloc))
  (core func $open (canon lower (func $files "[method]descriptor.open-at") (memory $memory)))
  (core func $symlink (canon lower
    (func $files "[method]descriptor.symlink-at") (memory $memory)))
  (core func $link (canon lower (func $files "[method]descriptor.link-at") (memory $memory)))
  (core func $rename (canon lower (func $files "[method]descriptor.rename-at") (memory $memory)))
  (core func $folder (canon lower
    (func $files "[method]descriptor.create-directory-at") (memory $memory)))
  (core func $list (canon lower (func $folders "get-directories")
    (memory $memory) (realloc $realloc)))
  (core func $env (canon lower (func $environment "get-environment")
    (memory $memory) (realloc $realloc)))
  (core func $get-in (canon lower (func $stdin "get-stdin")))
  (core func $get-out (canon lower (func $stdout "get-stdout")))
  (core func $get-err (canon lower (func $stderr "get-stderr")))
  (core func $read (canon lower (func $streams "[method]input-stream.blocking-read")
    (memory $memory) (realloc $realloc)))
  (core func $write (canon lower
    (func $streams "[method]output-stream.blocking-write-and-flush") (memory $memory)))
  (core module $code
    (import "heap" "memory" (memory 1))
    (import "" "open" (func $open (param i32 i32 i32 i32 i32 i32 i32)))
    (import "" "symlink" (func $symlink (param i32 i32 i32 i32 i32 i32)))
    (import "" "link" (func $link (param i32 i32 i32 i32 i32 i32 i32 i32)))
    (import "" "rename" (func $rename (param i32 i32 i32 i32 i32 i32 i32)))
    (import "" "folder" (func $folder (param i32 i32 i32 i32)))
    (import "" "list" (func $list (param i32)))
    (import "" "env" (func $env (param i32)))
    (import "" "in" (func $in (result i32)))
    (import "" "out" (func $out (result i32)))
    (import "" "err" (func $err (result i32)))
    (import "" "read" (func $read (param i32 i64 i32)))
    (import "" "write" (func $write (param i32 i32 i32 i32)))
    ;; 0 if it opens, else 1 and the number of the error
    (func $try (param $path i32) (param $size i32) (param $make i32) (param $mode i32) (result i32)
      (call $list (i32.const 64))
      (if (i32.eqz (i32.load (i32.const 68))) (then (return (i32.const 99))))
      (call $open (i32.load (i32.load (i32.const 64))) (i32.const 1) (local.get $path)
        (local.get $size) (local.get $make) (local.get $mode) (i32.const 80))
      (if (result i32) (i32.load8_u (i32.const 80))
        (then (i32.add (i32.const 1) (i32.load8_u (i32.const 84)))) (else (i32.const 0))))
    (func $first (result i32) (call $list (i32.const 64)) (i32.load (i32.load (i32.const 64))))
    ;; 0 if it was done, else 1 and the number of the error
    (func $done (result i32) (if (result i32) (i32.load8_u (i32.const 80))
      (then (i32.add (i32.const 1) (i32.load8_u (i32.const 81)))) (else (i32.const 0))))
    (func $change (param $entry i32) (param $path i32) (param $size i32) (result i32)
      (local $at i32)
      (local.set $at (call $first))
      (if (i32.eq (local.get $entry) (i32.const 6)) (then (call $symlink (local.get $at)
        (local.get $path) (local.get $size) (i32.const 112) (i32.const 4) (i32.const 80))))
      (if (i32.eq (local.get $entry) (i32.const 7)) (then (call $link (local.get $at)
        (i32.const 1) (local.get $path) (local.get $size) (local.get $at)
        (i32.const 120) (i32.const 9) (i32.const 80))))
      (if (i32.eq (local.get $entry) (i32.const 8)) (then (call $rename (local.get $at)
        (i32.const 136) (i32.const 4) (local.get $at)
        (local.get $path) (local.get $size) (i32.const 80))))
      (if (i32.eq (local.get $entry) (i32.const 9)) (then (call $folder (local.get $at)
        (local.get $path) (local.get $size) (i32.const 80))))
      (call $done))
    (func $count (param $entry i32) (param $path i32) (param $size i32) (result i32)
      (if (i32.ge_u (local.get $entry) (i32.const 6)) (then
        (return (call $change (local.get $entry) (local.get $path) (local.get $size)))))
      (if (i32.eqz (local.get $entry)) (then
        (return (call $try (local.get $path) (local.get $size) (i32.const 0) (i32.const 1)))))
      (if (i32.eq (local.get $entry) (i32.const 1)) (then
        (return (call $try (local.get $path) (local.get $size) (i32.const 1) (i32.const 2)))))
      (if (i32.eq (local.get $entry) (i32.const 2)) (then
        (call $env (i32.const 64)) (return (i32.load (i32.const 68)))))
      (if (i32.eq (local.get $entry) (i32.const 3)) (then
        (call $list (i32.const 64)) (return (i32.load (i32.const 68)))))
      (if (i32.eq (local.get $entry) (i32.const 4)) (then
        (call $write (call $out) (i32.const 16) (i32.const 8) (i32.const 96))
        (call $write (call $err) (i32.const 16) (i32.const 8) (i32.const 96))
        (return (i32.load8_u (i32.const 96)))))
      (call $read (call $in) (i64.const 100) (i32.const 96))
      (if (result i32) (i32.load8_u (i32.const 96))
        (then (i32.const 0)) (else (i32.load (i32.const 104)))))
    (func (export "invoke") (param $entry i32) (param $path i32) (param $size i32) (result i32)
        (local $n i32)
      (local.set $n (call $count (local.get $entry) (local.get $path) (local.get $size)))
      (i32.store8 (i32.const 48) (i32.add (i32.const 49) (i32.div_u (local.get $n) (i32.const 100))))
      (i32.store8 (i32.const 49)
        (i32.add (i32.const 48) (i32.rem_u (i32.div_u (local.get $n) (i32.const 10)) (i32.const 10))))
      (i32.store8 (i32.const 50) (i32.add (i32.const 48) (i32.rem_u (local.get $n) (i32.const 10))))
      (i32.store (i32.const 32) (i32.const 0))
      (i32.store (i32.const 36) (i32.const 48))
      (i32.store (i32.const 40) (i32.const 3))
      (i32.const 32))
    (func (export "lines") (param i32 i32 i32) (result i32) (unreachable)))
  (core instance $code (instantiate $code
    (with "heap" (instance $heap))
    (with "" (instance (export "open" (func $open))
      (export "symlink" (func $symlink)) (export "link" (func $link))
      (export "rename" (func $rename)) (export "folder" (func $folder)) (export "list" (func $list))
      (export "env" (func $env)) (export "in" (func $get-in)) (export "out" (func $get-out))
      (export "err" (func $get-err)) (export "read" (func $read)) (export "write" (func $write))))))
  (func $invoke (param "entry" u32) (param "input" string) (result (result string (error string)))
    (canon lift (core func $code "invoke") (memory $memory) (realloc $realloc)))
  (func $lines (param "entry" u32) (param "lines" string) (result string)
    (canon lift (core func $code "lines") (memory $memory) (realloc $realloc)))
  (instance $door (export "invoke" (func $invoke)) (export "invoke-lines" (func $lines)))
  (export "flowc:run/door@0.1.0" (instance $door)))
