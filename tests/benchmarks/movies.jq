# The movies job in jq, after samples/movies/README.md: what `flowrt run --lines` is compared with.
# Run it with `jq --compact-output --null-input --from-file`; tables are made once.

# What stands for the letters from U+00C0 to U+017F in a slug; `_` for what is no letter.
("a a a a a a ae c e e e e i i i i d n o o o o o _ o u u u u y th ss"
 + " a a a a a a ae c e e e e i i i i d n o o o o o _ o u u u u y th y"
 + " a a a a a a c c c c c c c c d d d d e e e e e e e e e e g g g g g g g g h h h h"
 + " i i i i i i i i i i _ _ j j k k _ l l l l l l _ _ l l n n n n n n _ _ _ o o o o o o oe oe"
 + " r r r r r r s s s s s s s s t t t t _ _ u u u u u u u u u u u u w w y y y z z z z z z _"
 | split(" ") | map(if . == "_" then " " else . end)) as $letters

| ("Action Adventure Animation Biography Comedy Crime Documentary Drama Family Fantasy History"
   + " Horror Music Musical Mystery Romance Sci-Fi Sport Thriller War Western"
   | split(" ") | map({key: ., value: ascii_downcase}) | from_entries) as $genres

| {G: "g", M: "pg", GP: "pg", "M/PG": "pg", PG: "pg", "PG-13": "pg-13", R: "r", X: "nc-17",
   "NC-17": "nc-17"} as $ratings

| {"British Hong Kong": "Hong Kong",
   "Federal Republic of Yugoslavia": "Yugoslavia",
   "Georgian SSR": "Georgia",
   "Kingdom of Great Britain": "United Kingdom",
   "Kingdom of Italy": "Italy",
   "Kingdom of the Netherlands": "Netherlands",
   "Occupied Palestinian territory": "Palestine",
   "People's Republic of China": "China",
   "Republic of China": "Taiwan",
   "Socialist Federal Republic of Yugoslavia": "Yugoslavia",
   "Taiwan Island": "Taiwan"} as $countries

| (["Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"] | map({key: ., value: true}) | from_entries)
  as $suffixes

| def is_ascii: utf8bytelength == length;
  def swap($one; $other): split($one) | join($other);
  def strip: until(startswith(" ") | not; .[1:]) | until(endswith(" ") | not; .[:-1]);
  def tidy:
    (if is_ascii then .
     else swap("‘"; "'") | swap("’"; "'") | swap("–"; "-") | swap("—"; "-") end)
    | until(contains("  ") | not; swap("  "; " ")) | strip;

  def slug:
    (if is_ascii then .
     else explode | map(if 192 <= . and . < 384 then $letters[. - 192] else [.] | implode end)
       | join("") end)
    | ascii_downcase | swap("&"; " and ") | swap("'"; "")
    | explode
    | map(if (97 <= . and . <= 122) or (48 <= . and . <= 57) then . else 45 end)
    | implode | until(contains("--") | not; swap("--"; "-")) | ltrimstr("-");

  def clean($year):
    (explode | map(select(. < 32 or . == 127))) as $control
    | if ($control | length) > 0 then {err: {control: ($control[:1] | implode)}}
      else
        tidy | (if endswith("film)") then sub(" *\\(([0-9]{4} )?film\\)$"; "") else . end)
        | if . == "" then {err: "empty"}
          else
            (if startswith("The ") then "The" elif startswith("An ") then "An"
             elif startswith("A ") then "A" else null end) as $article
            | {ok: {
                text: .,
                sorted: (if $article == null or ($article | length) + 1 == length then .
                         else .[($article | length) + 1:] + ", " + $article end),
                slug: ("\(.) \($year)" | slug)}}
          end
      end;

  def days($year; $month):
    if $month == 2 then
      if $year % 4 == 0 and ($year % 100 != 0 or $year % 400 == 0) then 29 else 28 end
    elif $month == 4 or $month == 6 or $month == 9 or $month == 11 then 30 else 31 end;
  def weekday:
    (if .month < 3 then {y: (.year - 1), m: (.month + 12), d: .day}
     else {y: .year, m: .month, d: .day} end)
    | (.d + (13 * (.m + 1) / 5 | floor) + .y + (.y / 4 | floor) - (.y / 100 | floor)
       + (.y / 400 | floor)) % 7
    | ["saturday", "sunday", "monday", "tuesday", "wednesday", "thursday", "friday"][.];
  def release:
    if test("^[0-9]{4}-[0-9]{2}-[0-9]{2}$") | not then {err: {malformed: .}}
    else
      (split("-") | map(tonumber) | {year: .[0], month: .[1], day: .[2]})
      | if .year < 1 or .month < 1 or .month > 12 or .day < 1 or .day > days(.year; .month) then
          {err: {"no-such-day": .}}
        elif .month == 1 and .day == 1 then {ok: {"in-year": .year}}
        else {ok: {opened: {on: ., weekday: weekday}}} end
    end;

  def rating:
    if . == null then {ok: "unrated"}
    elif $ratings[.] then {ok: $ratings[.]} else {err: .} end;

  def read_genres:
    (split(",") | map(strip) | map(select(. != ""))) as $names
    | ($names | map(select($genres[.] == null))) as $unknown
    | if ($unknown | length) > 0 then {err: $unknown[0]}
      else {ok: ($names | map($genres[.]) | unique)} end;

  def duration:
    if . == null then {ok: null}
    elif . < 40 or . > 600 then {err: .}
    else nearbyint | {ok: {hours: (. / 60 | floor), minutes: (. % 60)}} end;

  def tally:
    if (.reviews // 0) == 0 or .fresh == null or .rotten == null then {err: "missing"}
    elif .fresh + .rotten != .reviews then {err: {"wrong-total": .reviews}}
    else
      (100 * .fresh / .reviews) as $share
      | if .meter != null and (.meter - $share | fabs) > 1 then {err: {"wrong-meter": $share}}
        else {ok: {fresh, reviews}} end
    end;

  def judge($average):
    1.96 as $z | 6.0 as $prior | 20.0 as $weight
    | .reviews as $n | (.fresh / $n) as $p | ($z * $z) as $zz
    | ((($p * (1 - $p) + $zz / (4 * $n)) / $n) | sqrt) as $spread
    | (($p + $zz / (2 * $n) - $z * $spread) / (1 + $zz / $n)) as $least
    | ((($average // $prior) * $n + $prior * $weight) / ($n + $weight)) as $mean
    | {share: ((100 * .fresh / $n * 10 | nearbyint) / 10),
       least: ((100 * ([0, $least] | max) * 10 | nearbyint) / 10),
       mean: (($mean * 100 | nearbyint) / 100)};

  def names:
    reduce (tidy | split(",")[] | strip | select(. != "")) as $name ([];
      if $suffixes[$name] and length > 0 then .[-1] += ", " + $name else . + [$name] end);

  def origin:
    reduce (.[] | $countries[.] // .) as $name ([];
      if index([$name]) == null then . + [$name] else . end)
    | if length == 0 then "unknown" elif length == 1 then {single: .[0]} else {joint: .} end;

  def takings:
    if . == null or . < 1000 then "unknown"
    else ((. / 1e6 * 100 | nearbyint) / 100) | if . >= 40 then {hit: .} else {flop: .} end end;

  def judged:
    if .least >= 80 then "acclaimed" elif .least >= 55 then "liked"
    elif .share < 40 then "panned" else "divisive" end;

  def points($metacritic; $oscars):
    (if $metacritic == null then .least else (.least + $metacritic) / 2 end) * 0.7
    + .mean * 3 + ([$oscars, 5] | min);

  def float: tostring | if contains(".") or contains("e") then . else . + ".0" end;

  def scored($title; $release; $rating; $genres; $duration; $votes):
    .average as $average | ($votes | judge($average)) as $critics
    | (.["box-office"] | takings) as $takings
    | ($release.opened.on.year? // $release["in-year"]) as $year
    | (.director | names) as $directors
    | {ok: {
        id,
        "imdb-id": .["imdb-id"],
        title: $title.text,
        sorted: $title.sorted,
        slug: $title.slug,
        decade: ($year - $year % 10),
        release: $release,
        rating: $rating,
        duration: $duration,
        genres: $genres,
        directors: $directors,
        writers: (.writer // "" | names),
        cast: (.cast | names),
        languages: (.language // "" | names),
        companies: (.production // "" | names),
        origin: (.country // "" | names | origin),
        critics: $critics,
        takings: $takings,
        verdict: ($critics | judged),
        points: (.metacritic as $metacritic | .oscars as $oscars
                 | $critics | points($metacritic; $oscars)),
        card: ([
            ["year", "\($year)"],
            ["by", ($directors | join(", "))],
            ["rated", (if $rating == "unrated" then "" else $rating end)],
            ["length",
             (if $duration == null then ""
              else "\($duration.hours) h \($duration.minutes) min" end)],
            ["critics", "\($critics.share | float)% of \($votes.reviews)"],
            ["takings", (if $takings == "unknown" then ""
                         else "\($takings | (.hit // .flop) | float) million" end)]
          ] | [$title.text, (.[] | select(.[1] != "") | "\(.[0]): \(.[1])")] | join(" | "))}};

  def score:
    (.year as $year | .title | clean($year)) as $title
    | if $title.err then {err: {"bad-title": $title.err}} else
    (.released | release) as $release
    | if $release.err then {err: {"bad-date": $release.err}} else
    (.rating | rating) as $rating
    | if $rating.err then {err: {"unknown-rating": $rating.err}} else
    (.genre | read_genres) as $read
    | if $read.err then {err: {"unknown-genre": $read.err}} else
    (.runtime | duration) as $duration
    | if $duration.err then {err: {"not-a-feature": $duration.err}} else
    tally as $votes
    | if $votes.err then {err: {"bad-reviews": $votes.err}} else
    scored($title.ok; $release.ok; $rating.ok; $read.ok; $duration.ok; $votes.ok)
    end end end end end end;

  inputs | score
