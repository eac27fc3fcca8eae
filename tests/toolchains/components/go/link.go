// Go's own runtime over WASI preview 1, behind an adapter that needs nothing of the system.
package main

import (
	"fmt"
	"strings"
	"unsafe"
)

// What the caller wrote or will read stays reachable until the call is over.
var kept [][]byte

var passed struct {
	isErr  uint8
	text   uint32
	size   uint32
	stamps uint32
}

//go:wasmexport cabi_realloc
func realloc(old unsafe.Pointer, oldSize, align, size uint32) unsafe.Pointer {
	bytes := make([]byte, size+8)
	skip := -uint32(uintptr(unsafe.Pointer(&bytes[0]))) % align
	if oldSize > 0 {
		copy(bytes[skip:], unsafe.Slice((*byte)(old), oldSize))
	}
	kept = append(kept, bytes)
	return unsafe.Pointer(&bytes[skip])
}

//go:wasmexport relay:chain/link@1.0.0#pass
func pass(text unsafe.Pointer, size, stamps uint32) unsafe.Pointer {
	answer := "nothing to pass on, says Go"
	passed.isErr = 1
	if size > 0 {
		passed.isErr = 0
		answer = fmt.Sprintf("%s Go", strings.Clone(unsafe.String((*byte)(text), size)))
	}
	bytes := []byte(answer)
	kept = append(kept, bytes)
	passed.text, passed.size = uint32(uintptr(unsafe.Pointer(&bytes[0]))), uint32(len(bytes))
	passed.stamps = stamps + 1
	return unsafe.Pointer(&passed)
}

//go:wasmexport cabi_post_relay:chain/link@1.0.0#pass
func passPost(result unsafe.Pointer) { kept = kept[:0] }

func main() {}
