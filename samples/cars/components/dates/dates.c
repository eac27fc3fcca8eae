/* cars:dates@0.1.0: dates out of text, and ages in whole years. */
#define INTERFACE "cars:dates/dates@0.1.0"
#include "cabi.h"

typedef struct { uint16_t year; uint8_t month, day; } date_t;
enum { MALFORMED, NO_SUCH_DAY };
typedef struct { uint8_t tag; union { string_t malformed; date_t no_such_day; }; } problem_t;
typedef struct { uint8_t is_err; union { date_t ok; problem_t err; }; } parsed_t;

static parsed_t parsed;

/* Reads `count` digits; -1 when one of them is none. */
static int number(const char *text, int count) {
  int value = 0;
  for (int i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

static int days_in_month(int year, int month) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return days[month - 1] + (month == 2 && leap);
}

static int exists(int year, int month, int day) {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days_in_month(year, month);
}

CABI_FUNCTION("parse", parse)(const char *text, size_t len) {
  int split = len == 10 && (text[4] == '-' || text[4] == '/') && text[7] == text[4];
  int year = split ? number(text, 4) : -1;
  int month = split ? number(text + 5, 2) : -1;
  int day = split ? number(text + 8, 2) : -1;
  if (year < 0 || month < 0 || day < 0) {
    parsed = (parsed_t){1, .err = {MALFORMED, .malformed = {text, len}}};
    return &parsed;
  }
  date_t date = {(uint16_t)year, (uint8_t)month, (uint8_t)day};
  if (exists(year, month, day)) parsed = (parsed_t){0, .ok = date};
  else parsed = (parsed_t){1, .err = {NO_SUCH_DAY, .no_such_day = date}};
  return &parsed;
}

/* A plain number is returned, and nothing was allocated: no post-return function. */
CABI_EXPORT(INTERFACE "#years-between")
uint32_t years_between(uint32_t year, uint32_t month, uint32_t day, uint32_t end_year,
                       uint32_t end_month, uint32_t end_day) {
  int32_t years = (int32_t)end_year - (int32_t)year;
  if (end_month < month || (end_month == month && end_day < day)) years--;
  return years > 0 ? (uint32_t)years : 0;
}
