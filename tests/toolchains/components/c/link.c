/* C with a libc: an ordinary reactor over WASI preview 1, which the adapter translates. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(name)))
#define PASS "relay:chain/link@1.0.0#pass"

static struct {
  uint8_t is_err;
  char *text;
  size_t len;
  uint32_t stamps;
} passed;

EXPORT("cabi_realloc") void *cabi_realloc(void *old, size_t old_size, size_t align, size_t size) {
  (void)old_size;
  void *new = size ? realloc(old, size) : (void *)align;
  if (!new) abort();
  return new;
}

EXPORT(PASS) void *pass(char *text, size_t len, uint32_t stamps) {
  const char *sender = getenv("SENDER");
  passed.is_err = len == 0;
  passed.stamps = stamps + 1;
  int made = len ? asprintf(&passed.text, "%.*s C(%s)", (int)len, text, sender ? sender : "-")
                 : asprintf(&passed.text, "nothing to pass on, says C");
  if (made < 0) abort();
  passed.len = made;
  if (len) free(text);
  return &passed;
}

EXPORT("cabi_post_" PASS) void pass_post(void *result) {
  (void)result;
  free(passed.text);
}
