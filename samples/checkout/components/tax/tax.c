/* shop:tax@0.1.0: value added tax by country, in tenths of a per cent. */
#define INTERFACE "shop:tax/tax@0.1.0"
#include "cabi.h"

typedef struct { uint8_t is_some; uint64_t cents; } amount_t;
static amount_t amount;

static const struct { char name[2]; uint16_t rate; } countries[] = {
  {{'D', 'E'}, 190}, {{'E', 'S'}, 210}, {{'F', 'I'}, 255}, {{'F', 'R'}, 200}, {{'I', 'E'}, 230},
};

CABI_FUNCTION("vat", vat)(uint64_t cents, const char *name, size_t len) {
  amount = (amount_t){0, 0};
  for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
    if (len == 2 && name[0] == countries[i].name[0] && name[1] == countries[i].name[1])
      amount = (amount_t){1, (cents * countries[i].rate + 500) / 1000};
  return &amount;
}
