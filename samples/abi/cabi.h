/* The canonical ABI's side of a freestanding C component: strings, results and one arena.
   A callee owns its arguments, so they and the results live in the arena until the caller has
   read the results and calls the post-return function, which drops everything at once. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define CABI_EXPORT(name) __attribute__((export_name(name)))

/* Defines `function` under its WIT name inside INTERFACE, with its post-return function. */
#define CABI_FUNCTION(wit_name, function)                                                        \
  CABI_EXPORT("cabi_post_" INTERFACE "#" wit_name)                                               \
  void function##_post(void *result) { (void)result; arena_top = 0; }                            \
  CABI_EXPORT(INTERFACE "#" wit_name) void *function

typedef struct { const char *ptr; size_t len; } string_t;

extern unsigned char __heap_base;
static uintptr_t arena_top;

static void *arena_alloc(size_t size, size_t align) {
  uintptr_t start = arena_top ? arena_top : (uintptr_t)&__heap_base;
  start = (start + align - 1) & ~(uintptr_t)(align - 1);
  size_t have = __builtin_wasm_memory_size(0) << 16;
  if (size > UINT32_MAX - 0xffff - start) __builtin_trap();
  size_t need = start + size;
  if (need > have && __builtin_wasm_memory_grow(0, (need - have + 0xffff) >> 16) == SIZE_MAX)
    __builtin_trap();
  arena_top = need;
  return (void *)start;
}

CABI_EXPORT("cabi_realloc")
void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
  void *new = arena_alloc(size, align);
  if (old_size) __builtin_memcpy(new, old, old_size < size ? old_size : size);
  return new;
}
