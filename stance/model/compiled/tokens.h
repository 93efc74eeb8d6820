/* The tokeniser of docs/features.md: tokens are numbered, and what a token is worth is remembered. */
#ifndef STANCE_TOKENS_H
#define STANCE_TOKENS_H

#include "vocabulary.h"

enum Flag {
    IS_EMOJI = 1, IS_BANG = 4, IS_ASK = 8, IS_DOTS = 16, IS_NUMBER = 32,
    IS_URL = 64, IS_TIME = 128, IS_USER = 256
};

#define AT_HAND 16  /* bytes of a token's text that stand in the token itself */

/* 64 bytes, a cache line: most of the time goes into waiting for memory. */
typedef struct {
    uint64_t seconds;  /* the marks of words that may follow in a phrase */
    uint32_t size, hash;
    char text[AT_HAND];
    uint32_t start, stem, stem_size;  /* offsets into the workspace's bytes */
    uint32_t kinds;                   /* offset into the workspace's kinds */
    uint32_t own_seen, other_seen;    /* the last comment that had it, see blocks.h */
    uint16_t n_kinds, flags;
    uint8_t mark;
} Token;

/* What became of a block of characters in this comment: whether its tokens' sums were added, by
 * how much they were scaled, and which of the repeats are its own. */
typedef struct {
    int used;
    double scale;
    size_t first, last;
} Summed;

/* A pair of tokens in a row (their numbers plus one, for 0 is an empty place), and the feature
 * that they are. */
typedef struct {
    uint32_t first, second, feature;
} Pair;

typedef struct {
    uint32_t start;
    uint32_t n_kinds;
    const uint16_t *kinds;
    int negated;
} Hit;

/* The tokens and hits of one field. */
typedef struct {
    uint32_t *tokens, *clauses, *sentences;
    size_t size, room;
    Hit *hits;
    size_t n_hits, hits_room;
} Reading;

typedef struct Workspace {
    struct Workspace *next;
    const Model *model;
    Buffer bytes, word, spare, fields[FIELDS];
    Token *tokens;
    uint32_t n_tokens, tokens_room, index_mask, seed;
    struct { uint32_t hash, token; } *index;
    uint32_t *slots;  /* [n_tokens, n_blocks]: what is remembered of a token for a block */
    double *sums;     /* of tokens for blocks of characters, see blocks.h */
    size_t n_sums, sums_room;
    Pair **pairs;     /* [n_blocks] of the pairs of tokens seen last, NULL where none is asked for */
    uint32_t *repeats;  /* features of blocks of characters that came more than once */
    size_t n_repeats, repeats_room;
    Summed *summed;   /* [n_blocks] */
    uint16_t *kinds;
    size_t n_kinds, kinds_room;
    Reading readings[FIELDS];
    uint32_t *counts, *touched, n_touched, round;
    struct { uint32_t feature; double value; } *used;
    size_t n_used;
    double *logits, *part, squares;
} Workspace;

/* Doubles an array's room until `need` items fit. */
static int grow(void **data, size_t *room, size_t need, size_t width) {
    if (need <= *room) return 0;
    size_t more = *room ? *room : 64;
    while (more < need) more *= 2;
    if (more > SIZE_MAX / width) return -1;
    void *grown = realloc(*data, more * width);
    if (!grown) return -1;
    *data = grown;
    *room = more;
    return 0;
}

/* Chosen per workspace, so that nobody can prepare words that all fall into one place. */
static uint32_t hash_word(uint32_t seed, const char *data, size_t size) {
    uint64_t h = seed ^ (size * 0x9E3779B97F4A7C15ull);
    for (; size > 8; size -= 8, data += 8) {
        h = (h ^ load_8(data)) * 0xFF51AFD7ED558CCDull;
        h ^= h >> 32;
    }
    h = (h ^ load_few(data, size)) * 0xC4CEB9FE1A85EC53ull;
    return (uint32_t)(h ^ (h >> 29) ^ (h >> 47));
}

static Slice token_text(const Workspace *w, uint32_t token) {
    Slice s = {w->bytes.data + w->tokens[token].start, w->tokens[token].size};
    return s;
}

static Slice token_stem(const Workspace *w, uint32_t token) {
    Slice s = {w->bytes.data + w->tokens[token].stem, w->tokens[token].stem_size};
    return s;
}

static size_t count_characters(Slice s) {
    size_t n = 0;
    for (size_t at = 0; at < s.size; at += character_length(s, at)) n++;
    return n;
}

/* The last character of the first `size` bytes: where it begins. */
static size_t last_character(Slice s) {
    size_t at = s.size;
    while (at > 0 && ((unsigned char)s.data[--at] & 0xC0) == 0x80) {}
    return at;
}

/* docs/features.md, section 3. The stem is added to the workspace's bytes. */
static int add_stem(Workspace *w, Token *t) {
    static const struct { const char *ending, *instead; size_t size, left; } endings[] = {
        {"ies", "y", 3, 2}, {"sses", "ss", 4, 1}, {"ing", "", 3, 3}, {"ed", "", 2, 3},
        {"ly", "", 2, 3},   {"es", "e", 2, 3},    {"s", "", 1, 3}};
    if (buffer_reserve(&w->bytes, t->size + 1)) return -1;
    char *to = w->bytes.data + w->bytes.size;
    memcpy(to, w->bytes.data + t->start, t->size);
    Slice s = {to, t->size};
    size_t letters = count_characters(s);
    for (int e = 0; e < 7; e++) {
        size_t cut = endings[e].size;
        if (s.size < cut || letters < cut + endings[e].left ||
            memcmp(to + s.size - cut, endings[e].ending, cut)) continue;
        if (e == 6 && strchr("siu", to[s.size - 2])) break;
        s.size -= cut;
        letters -= cut;
        for (const char *c = endings[e].instead; *c; c++, letters++) to[s.size++] = *c;
        if ((e == 2 || e == 3) && letters > 3) {
            size_t last = last_character(s);
            Slice before = {to, last};
            size_t other = last_character(before);
            if (s.size - last == last - other && !memcmp(to + last, to + other, last - other) &&
                !(last == s.size - 1 && strchr("lsz", to[last]))) {
                s.size = last;
                letters--;
            }
        }
        break;
    }
    if (letters > 3 && to[s.size - 1] == 'e') s.size--;
    t->stem = (uint32_t)w->bytes.size;
    t->stem_size = (uint32_t)s.size;
    w->bytes.size += s.size;
    return 0;
}

static int add_kinds(Workspace *w, Token *t, const Entry *e) {
    for (int k = 0; e && k < e->n_kinds; k++) {
        int known = 0;
        for (size_t i = t->kinds; i < w->n_kinds; i++) known |= w->kinds[i] == e->kinds[k];
        if (known) continue;
        if (grow((void **)&w->kinds, &w->kinds_room, w->n_kinds + 1, sizeof *w->kinds)) return -1;
        w->kinds[w->n_kinds++] = e->kinds[k];
    }
    return 0;
}

/* What the lexicon says of a single token (docs/features.md, section 4). */
static int look_up(Workspace *w, Token *t) {
    const Model *m = w->model;
    Slice s = {w->bytes.data + t->start, t->size}, start = {s.data, 0};
    if (w->n_kinds >= NONE / 2) return -1;
    t->kinds = (uint32_t)w->n_kinds;
    uint32_t state = crc_add(m, entry_state(m, PHRASE), s.data, s.size);
    if (add_kinds(w, t, find_entry(m, PHRASE, state, &s, 1))) return -1;
    state = entry_state(m, BEGINNING);
    for (int letters = 1; start.size < s.size && letters <= m->max_beginning; letters++) {
        size_t more = character_length(s, start.size);
        state = crc_add(m, state, s.data + start.size, more);
        start.size += more;
        if (letters > 1 && add_kinds(w, t, find_entry(m, BEGINNING, state, &start, 1))) return -1;
    }
    t->n_kinds = (uint16_t)(w->n_kinds - t->kinds);
    state = crc_add(m, entry_state(m, OPENING), s.data, s.size);
    const Entry *opening = find_entry(m, OPENING, state, &s, 1);
    if (opening) t->seconds = opening->seconds;
    t->mark = mark_of(m, s);
    return 0;
}

static int equals(Slice s, const char *text) {
    return s.size == strlen(text) && !memcmp(s.data, text, s.size);
}

static uint16_t flags_of(Slice s) {
    size_t length;
    if (is_emoji(code_point(s, 0, &length))) return IS_EMOJI;
    if (equals(s, "!")) return IS_BANG;
    if (equals(s, "?")) return IS_ASK;
    if (equals(s, "...")) return IS_DOTS;
    if (equals(s, "0")) return IS_NUMBER;
    if (equals(s, "<url>")) return IS_URL;
    if (equals(s, "<time>")) return IS_TIME;
    return equals(s, "<user>") ? IS_USER : 0;
}

static int index_tokens(Workspace *w, uint32_t size) {
    void *room = malloc(size * sizeof *w->index);
    if (!room) return -1;
    free(w->index);
    w->index = room;
    w->index_mask = size - 1;
    for (uint32_t i = 0; i < size; i++) w->index[i].token = NONE;
    for (uint32_t t = 0; t < w->n_tokens; t++) {
        uint32_t place = w->tokens[t].hash & (size - 1);
        while (w->index[place].token != NONE) place = (place + 1) & (size - 1);
        w->index[place].token = t;
        w->index[place].hash = w->tokens[t].hash;
    }
    return 0;
}

static int make_room(Workspace *w) {
    if (w->n_tokens >= NONE / 4) return -1;
    if (w->n_tokens == w->tokens_room) {
        size_t room = w->tokens_room ? 2 * (size_t)w->tokens_room : 4096;
        size_t blocks = (size_t)w->model->n_blocks + 1;
        Token *tokens = realloc(w->tokens, room * sizeof *tokens);
        if (!tokens) return -1;
        w->tokens = tokens;
        uint32_t *slots = realloc(w->slots, room * blocks * sizeof *slots);
        if (!slots) return -1;
        w->slots = slots;
        w->tokens_room = (uint32_t)room;
    }
    return 2 * w->n_tokens < w->index_mask ? 0 : index_tokens(w, 2 * (w->index_mask + 1));
}

/* Adds a token that is not known yet; NONE where there is no memory. */
static uint32_t add_new_token(Workspace *w, Slice s, uint32_t hash) {
    if (make_room(w)) return NONE;
    Token *t = w->tokens + w->n_tokens;
    memset(t, 0, sizeof *t);
    t->hash = hash;
    if (s.size > NONE / 4 || w->bytes.size > NONE / 2) return NONE; /* a text of gigabytes */
    t->start = (uint32_t)w->bytes.size;
    t->size = (uint32_t)s.size;
    memcpy(t->text, s.data, s.size < AT_HAND ? s.size : AT_HAND);
    t->flags = flags_of(s);
    if (buffer_add(&w->bytes, s.data, s.size) || add_stem(w, t) || look_up(w, t)) return NONE;
    size_t blocks = (size_t)w->model->n_blocks;
    memset(w->slots + w->n_tokens * blocks, 0, blocks * sizeof *w->slots);
    uint32_t place = hash & w->index_mask;
    while (w->index[place].token != NONE) place = (place + 1) & w->index_mask;
    w->index[place].token = w->n_tokens;
    w->index[place].hash = hash;
    return w->n_tokens++;
}

/* The number of a token; NONE where there is no memory. */
static inline uint32_t number_token(Workspace *w, Slice s) {
    uint32_t hash = hash_word(w->seed, s.data, s.size), place = hash & w->index_mask;
    for (; w->index[place].token != NONE; place = (place + 1) & w->index_mask) {
        if (w->index[place].hash != hash) continue;
        const Token *t = w->tokens + w->index[place].token;
        if (t->size != s.size) continue;
        const char *text = s.size <= AT_HAND ? t->text : w->bytes.data + t->start;
        if (same_bytes(text, s.data, s.size)) return w->index[place].token;
    }
    return add_new_token(w, s, hash);
}

static int starts_with(Slice s, size_t at, const char *text) {
    size_t size = strlen(text);
    return s.size - at >= size && !memcmp(s.data + at, text, size);
}

static inline int begins_address(Slice s, size_t at) {
    if (s.data[at] == 'h') return starts_with(s, at, "http://") || starts_with(s, at, "https://");
    return s.data[at] == 'w' && starts_with(s, at, "www.");
}

static int continues_time(Slice s, size_t at) {
    return s.size - at > 2 && s.data[at] == ':' && is_digit((unsigned char)s.data[at + 1]) &&
           is_digit((unsigned char)s.data[at + 2]);
}

/* The end of the number that was read into `word` and goes on at `at`. */
static size_t read_number(Slice s, size_t at, Buffer *word) {
    if (word->size <= 2 && continues_time(s, at)) {
        at += 3;
        if (continues_time(s, at)) at += 3;
        word->size = 0;
        buffer_add(word, "<time>", 6);
        return at;
    }
    int grouped = 0;
    while (at + 1 < s.size && (s.data[at] == '.' || s.data[at] == ',') &&
           is_digit((unsigned char)s.data[at + 1])) {
        grouped = 1;
        for (at++; at < s.size && is_digit((unsigned char)s.data[at]); at++) {}
    }
    int year = !grouped && word->size == 4 &&
               (!memcmp(word->data, "19", 2) || !memcmp(word->data, "20", 2));
    if (!year) {
        word->size = 0;
        buffer_add(word, "0", 1);
    }
    return at;
}

/* Reads the word that begins at `at` into `word` (which has room for the rest of the text);
 * returns where it ends. */
static size_t read_any_word(Slice s, size_t at, Buffer *word) {
    word->size = 0;
    if (begins_address(s, at)) {
        for (; at < s.size; at++) {
            unsigned char c = (unsigned char)s.data[at];
            if (c <= ' ' || c == ')' || c == ']' || c == '>' || c == '"') break;
        }
        buffer_add(word, "<url>", 5);
        return at;
    }
    uint32_t last = 0, before = 0; /* neither is a word character */
    int number = 1;
    while (at < s.size) {
        size_t length;
        uint32_t c = code_point(s, at, &length);
        if (is_word_character(c)) {
            if (last != c || before != c || is_digit(c)) {
                for (size_t i = 0; i < length; i++) word->data[word->size++] = s.data[at + i];
                before = last;
                last = c;
            }
            number &= is_digit(c);
        } else {
            size_t next;
            if (!is_apostrophe(c) || at + length >= s.size ||
                !is_word_character(code_point(s, at + length, &next))) break;
        }
        at += length;
    }
    return number ? read_number(s, at, word) : at;
}

/* As above; `out` is the word. Most words are as they stand in the text, and are not copied. */
static inline size_t read_word(Slice s, size_t at, Buffer *word, Slice *out) {
    const unsigned char *p = (const unsigned char *)s.data;
    size_t start = at;
    if (!is_digit(p[at]) && !begins_address(s, at)) {
        while (at < s.size && byte_class[p[at]] & IN_WORD) at++;
        int as_it_is = at == s.size || !(byte_class[p[at]] & (IS_APOSTROPHE | NOT_ASCII));
        for (size_t i = start + 2; i < at; i++) {
            as_it_is &= p[i] != p[i - 1] || p[i] != p[i - 2];
        }
        if (as_it_is) {
            *out = (Slice){s.data + start, at - start};
            return at;
        }
    }
    at = read_any_word(s, start, word);
    *out = buffer_slice(word);
    return at;
}

static int add_token(Workspace *w, Reading *r, Slice word, uint32_t clause, uint32_t sentence) {
    if (r->size == r->room) {
        size_t room = r->room ? 2 * r->room : 256;
        uint32_t **arrays[] = {&r->tokens, &r->clauses, &r->sentences};
        for (int i = 0; i < 3; i++) {
            uint32_t *grown = realloc(*arrays[i], room * sizeof *grown);
            if (!grown) return -1;
            *arrays[i] = grown;
        }
        r->room = room;
    }
    uint32_t token = number_token(w, word);
    if (token == NONE) return -1;
    r->tokens[r->size] = token;
    r->clauses[r->size] = clause;
    r->sentences[r->size++] = sentence;
    return 0;
}

/* Reads one emoji, or two regional letters; the word stays empty where it repeats the token
 * just before. */
static size_t read_emoji(const Workspace *w, const Reading *r, Slice s, size_t at, Slice *word) {
    size_t length, more;
    uint32_t c = code_point(s, at, &length);
    if (c >= 0x1F1E6 && c <= 0x1F1FF && at + length < s.size) {
        uint32_t next = code_point(s, at + length, &more);
        if (next >= 0x1F1E6 && next <= 0x1F1FF) length += more;
    }
    Slice emoji = {s.data + at, length};
    if (r->size) {
        Slice last = token_text(w, r->tokens[r->size - 1]);
        if (last.size == length && !memcmp(last.data, emoji.data, length)) emoji.size = 0;
    }
    *word = emoji;
    return at + length;
}

/* Reads `!` and `?`, or dots, from `at`; returns where they end. */
static size_t read_marks(Slice s, size_t at, Slice *word) {
    *word = (Slice){"!", 1};
    for (; at < s.size && (s.data[at] == '!' || s.data[at] == '?'); at++) {
        if (s.data[at] == '?') word->data = "?";
    }
    return at;
}

static size_t read_dots(Slice s, size_t at, Slice *word) {
    *word = (Slice){"...", 3};
    while (at < s.size) {
        if (s.data[at] == '.') at++;
        else if (starts_with(s, at, "\xE2\x80\xA6")) at += 3;
        else break;
    }
    return at;
}

/* The tokens of a lower-cased field. */
static int tokenize(Workspace *w, Reading *r, Slice s) {
    r->size = 0;
    w->word.size = 0;
    if (buffer_reserve(&w->word, s.size + 8)) return -1; /* so that words need no more */
    uint32_t clause = 0, sentence = 0;
    size_t at = 0;
    while (at < s.size) {
        size_t length, more;
        uint32_t c = code_point(s, at, &length);
        Slice word = {NULL, 0};
        int mark = 0;
        if (c < 0x80 && !byte_class[c] && c != '@' && c != '#') { /* a space, mostly */
            at++;
            continue;
        }
        if (is_word_character(c)) {
            at = read_word(s, at, &w->word, &word);
        } else if (c == '!' || c == '?') {
            at = read_marks(s, at, &word);
            mark = 1;
        } else if (c == 0x2026 || (c == '.' && at + 1 < s.size && s.data[at + 1] == '.')) {
            at = read_dots(s, at, &word);
            mark = 1;
        } else if (is_emoji(c)) {
            at = read_emoji(w, r, s, at, &word);
        } else if ((c == '@' || c == '#') && at + 1 < s.size &&
                   is_word_character(code_point(s, at + 1, &more))) {
            at = read_word(s, at + 1, &w->word, &word);
            if (c == '@') word = (Slice){"<user>", 6};
        } else {
            at += length;
        }
        if (word.size && add_token(w, r, word, clause, sentence)) return -1;
        int ends = mark || (!word.size && ends_clause(c));
        if (ends && r->size) {
            if (r->clauses[r->size - 1] == clause) clause++;
            if ((mark || ends_sentence(c)) && r->sentences[r->size - 1] == sentence) sentence++;
        }
    }
    return 0;
}

#endif
