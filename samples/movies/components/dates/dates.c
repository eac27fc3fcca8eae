/* movies:dates@0.1.0: dates of release out of text, and their weekdays. */
#define INTERFACE "movies:dates/dates@0.1.0"
#include "cabi.h"

typedef struct { uint16_t year; uint8_t month, day; } date_t;
typedef struct { date_t on; uint8_t weekday; } opening_t;
enum { OPENED, IN_YEAR };
typedef struct { uint8_t tag; union { opening_t opened; uint16_t in_year; }; } release_t;
enum { MALFORMED, NO_SUCH_DAY };
typedef struct { uint8_t tag; union { string_t malformed; date_t no_such_day; }; } problem_t;
typedef struct { uint8_t is_err; union { release_t ok; problem_t err; }; } parsed_t;

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

static int is_leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Days of a year that lie before the first of `month`; of the whole year when it is 13. */
static int days_before(int year, int month) {
  static const uint16_t days[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
  return days[month - 1] + (month > 2 && is_leap(year));
}

static int exists(int year, int month, int day) {
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 &&
         day <= days_before(year, month + 1) - days_before(year, month);
}

/* Monday is 0: the first day of year 1 was one. */
static uint8_t weekday(date_t date) {
  int past = date.year - 1;
  int days = past * 365 + past / 4 - past / 100 + past / 400;
  return (uint8_t)((days + days_before(date.year, date.month) + date.day - 1) % 7);
}

static release_t release(date_t date) {
  if (date.month == 1 && date.day == 1) return (release_t){IN_YEAR, .in_year = date.year};
  return (release_t){OPENED, .opened = {date, weekday(date)}};
}

CABI_FUNCTION("read", read)(const char *text, size_t len) {
  int split = len == 10 && text[4] == '-' && text[7] == '-';
  int year = split ? number(text, 4) : -1;
  int month = split ? number(text + 5, 2) : -1;
  int day = split ? number(text + 8, 2) : -1;
  if (year < 0 || month < 0 || day < 0) {
    parsed = (parsed_t){1, .err = {MALFORMED, .malformed = {text, len}}};
    return &parsed;
  }
  date_t date = {(uint16_t)year, (uint8_t)month, (uint8_t)day};
  if (exists(year, month, day)) parsed = (parsed_t){0, .ok = release(date)};
  else parsed = (parsed_t){1, .err = {NO_SUCH_DAY, .no_such_day = date}};
  return &parsed;
}

/* A variant arrives as its case and the widest payload, flattened: both cases' year comes first. */
CABI_EXPORT(INTERFACE "#year-of")
uint32_t year_of(uint32_t tag, uint32_t year, uint32_t month, uint32_t day, uint32_t weekday) {
  (void)tag, (void)month, (void)day, (void)weekday;
  return year;
}
