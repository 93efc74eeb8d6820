/* Characters and buffers. Text is UTF-8 as CPython writes it, lone surrogates included. */
#ifndef STANCE_TEXT_H
#define STANCE_TEXT_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Asks for memory that will be needed soon: waiting for it is most of the work. */
#if defined(__GNUC__)
#define FETCH(place) __builtin_prefetch(place)
#else
#define FETCH(place) ((void)0)
#endif

typedef struct {
    const char *data;
    size_t size;
} Slice;

typedef struct {
    char *data;
    size_t size, room;
} Buffer;

/* Makes room for `more` bytes; -1 where there is no memory. */
static int buffer_reserve(Buffer *b, size_t more) {
    if (b->room - b->size >= more) return 0;
    size_t room = b->room ? b->room : 1024;
    while (room - b->size < more) {
        if (room > SIZE_MAX / 2) return -1;
        room *= 2;
    }
    char *data = realloc(b->data, room);
    if (!data) return -1;
    b->data = data;
    b->room = room;
    return 0;
}

static inline uint64_t load_8(const char *data) {
    uint64_t x;
    memcpy(&x, data, 8);
    return x;
}

static inline uint64_t load_4(const char *data) {
    uint32_t x;
    memcpy(&x, data, 4);
    return x;
}

/* Up to eight bytes as one number, the same for the same bytes of one size. */
static inline uint64_t load_few(const char *data, size_t size) {
    const unsigned char *p = (const unsigned char *)data;
    if (size == 8) return load_8(data);
    if (size >= 4) return load_4(data) | load_4(data + size - 4) << 32; /* they may overlap */
    if (!size) return 0;
    return p[0] | (uint64_t)p[size / 2] << 8 | (uint64_t)p[size - 1] << 16;
}

/* Whether two stretches of `size` bytes are the same: most are too short for a call to pay. */
static inline int same_bytes(const char *a, const char *b, size_t size) {
    if (size <= 8) return load_few(a, size) == load_few(b, size);
    if (size > 16) return !memcmp(a, b, size);
    return load_8(a) == load_8(b) && load_8(a + size - 8) == load_8(b + size - 8);
}

static int buffer_add(Buffer *b, const char *data, size_t size) {
    if (buffer_reserve(b, size)) return -1;
    if (size) memcpy(b->data + b->size, data, size);
    b->size += size;
    return 0;
}

static Slice buffer_slice(const Buffer *b) {
    Slice s = {b->data ? b->data : "", b->size};
    return s;
}

/* The code point at `at` (which is before `s.size`), and its length in bytes. What is cut off
 * or misplaced counts as one character of one byte. */
static inline uint32_t code_point(Slice s, size_t at, size_t *length) {
    const unsigned char *p = (const unsigned char *)s.data + at;
    size_t left = s.size - at;
    uint32_t c = p[0];
    if (c < 0x80) {
        *length = 1;
        return c;
    }
    if (c >= 0xC2 && c < 0xE0 && left > 1) {
        *length = 2;
        return (c & 0x1F) << 6 | (p[1] & 0x3Fu);
    }
    if (c >= 0xE0 && c < 0xF0 && left > 2) {
        *length = 3;
        return (c & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    if (c >= 0xF0 && c < 0xF5 && left > 3) {
        *length = 4;
        return (c & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3Fu);
    }
    *length = 1;
    return 0xFFFD;
}

/* The length in bytes of the character at `at`. */
static inline size_t character_length(Slice s, size_t at) {
    size_t length = 1;
    if ((unsigned char)s.data[at] >= 0x80) code_point(s, at, &length);
    return length;
}

static inline int is_digit(uint32_t c) { return c >= '0' && c <= '9'; }

/* What a byte of UTF-8 is to the tokeniser. */
enum { IN_WORD = 1, ENDS_CLAUSE = 2, IS_APOSTROPHE = 4, NOT_ASCII = 8 };
static const uint8_t byte_class[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 2, 2, 0, 0, 0, 0, 4, 2, 2, 2, 0, 2, 0, 2, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 0, 2, 2,
    0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 0, 2, 0, 0,
    4, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 0, 0,
    8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
    8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8,
};

/* docs/features.md, section 2; the text is lower-cased, so capitals are those of no use. */
static inline int is_word_character(uint32_t c) {
    if (c < 0x80) return byte_class[c] & IN_WORD;
    return (c >= 0xC0 && c < 0x2000 && c != 0xD7 && c != 0xF7) || (c >= 0x2C00 && c < 0x2E00) ||
           (c >= 0x3040 && c < 0xFE00) || (c >= 0xFE70 && c < 0xFEFF) ||
           (c >= 0xFF10 && c < 0xFFE0) || (c >= 0x10000 && c < 0x1F000) ||
           (c >= 0x20000 && c < 0xE0000);
}

static inline int is_emoji(uint32_t c) {
    return (c >= 0x2190 && c < 0x2C00) || (c >= 0x1F000 && c < 0x1F3FB) ||
           (c >= 0x1F400 && c < 0x1FB00);
}

static inline int is_apostrophe(uint32_t c) {
    return c == '\'' || c == '`' || c == 0xB4 || c == 0x2018 || c == 0x2019 || c == 0x2BC;
}

static inline int ends_clause(uint32_t c) {
    if (c < 0x80) return byte_class[c] & ENDS_CLAUSE;
    return c == 0x201C || c == 0x201D || c == 0xAB || c == 0xBB || c == 0x2014 || c == 0x2013 ||
           c == 0x2026;
}

static inline int ends_sentence(uint32_t c) {
    return c == '.' || c == '!' || c == '?' || c == 0x2026 || c == '\n' || c == '\r';
}

/* Python's str.isspace, a set that Unicode has promised not to change. */
static inline int is_space(uint32_t c) {
    return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F) || c == 0x85 || c == 0xA0 ||
           c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 ||
           c == 0x202F || c == 0x205F || c == 0x3000;
}

static int is_blank(Slice s) {
    for (size_t at = 0, length; at < s.size; at += length) {
        if (!is_space(code_point(s, at, &length))) return 0;
    }
    return 1;
}

/* Lower-cases ASCII where it stands; any other text comes lower-cased by Python itself. */
static void lower_ascii(char *data, size_t size) {
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)data[i];
        data[i] = (char)(c + ((unsigned)(c - 'A') < 26u) * 32);
    }
}

/* Replaces the entities of docs/features.md, one after the other, where they stand. */
static void replace_entities(Buffer *b) {
    static const struct {
        const char *entity;
        size_t size;
        char character;
    } entities[] = {{"&gt;", 4, '>'},   {"&lt;", 4, '<'},   {"&#039;", 6, '\''},
                    {"&#39;", 5, '\''}, {"&quot;", 6, '"'}, {"&nbsp;", 6, ' '},
                    {"&#x200b;", 8, ' '}, {"&amp;", 5, '&'}};
    if (!b->size || !memchr(b->data, '&', b->size)) return;
    for (size_t e = 0; e < sizeof entities / sizeof *entities; e++) {
        size_t to = 0, from = 0, size = entities[e].size;
        while (from < b->size) {
            if (b->data[from] == '&' && b->size - from >= size &&
                !memcmp(b->data + from, entities[e].entity, size)) {
                b->data[to++] = entities[e].character;
                from += size;
            } else {
                b->data[to++] = b->data[from++];
            }
        }
        b->size = to;
    }
}

static int is_quoted(Slice line, size_t *start) {
    size_t at = 0;
    while (at < line.size && (line.data[at] == ' ' || line.data[at] == '\t')) at++;
    if (at < line.size && line.data[at] == '>') {
        *start = at + 1;
        return 1;
    }
    if (line.size - at >= 4 && !memcmp(line.data + at, "&gt;", 4)) {
        *start = at + 4;
        return 1;
    }
    return 0;
}

/* Splits a text into its own and its quoted lines (docs/features.md, section 1).
 *
 * Which lines are quoted is told from `raw`; what is added to the buffers comes from `lower`,
 * the same text lower-cased, in which lines and the marks before them stand alike. */
static int split_quotes(Slice raw, Slice lower, Buffer *own, Buffer *quoted) {
    int marked = raw.size && memchr(raw.data, '>', raw.size);
    const char *sign = raw.size && !marked ? memchr(raw.data, '&', raw.size) : NULL;
    for (size_t i = sign ? (size_t)(sign - raw.data) : raw.size; i + 4 <= raw.size && !marked; i++) {
        marked = !memcmp(raw.data + i, "&gt;", 4);
    }
    if (!marked) return buffer_add(own, lower.data, lower.size);
    size_t r = 0, l = 0;
    int blank = 1, first_own = 1, first_quoted = 1;
    for (;;) {
        const char *end = r < raw.size ? memchr(raw.data + r, '\n', raw.size - r) : NULL;
        const char *low = l < lower.size ? memchr(lower.data + l, '\n', lower.size - l) : NULL;
        Slice line = {raw.data + r, end ? (size_t)(end - raw.data) - r : raw.size - r};
        Slice lowered = {lower.data + l, low ? (size_t)(low - lower.data) - l : lower.size - l};
        size_t start = 0;
        int is = is_quoted(line, &start);
        Buffer *to = is ? quoted : own;
        int *first = is ? &first_quoted : &first_own;
        if (start > lowered.size) start = lowered.size;
        if (!*first && buffer_add(to, "\n", 1)) return -1;
        *first = 0;
        if (buffer_add(to, lowered.data + start, lowered.size - start)) return -1;
        if (!is && blank) blank = is_blank(line);
        if (!end || !low) break;
        r = (size_t)(end - raw.data) + 1;
        l = (size_t)(low - lower.data) + 1;
    }
    if (blank) {
        Buffer rest = *own;
        *own = *quoted;
        *quoted = rest;
        quoted->size = 0;
    }
    return 0;
}

#endif
