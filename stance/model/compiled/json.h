/* Scanning JSON as Python's own parser does, without making objects of it.
 *
 * Whatever is rare or wrong is refused here and read by Python, which also says what is wrong: so
 * nothing needs to be taken that Python's parser takes, but nothing may be that it refuses. */
#ifndef STANCE_JSON_H
#define STANCE_JSON_H

#include "text.h"

#define MOST_NESTED 32    /* arrays and objects in each other; Python goes on to about a thousand */
#define MOST_DIGITS 1000  /* of a number; Python refuses integers of more than 4,300 */

/* Whether all bytes are ASCII. */
static int is_ascii(Slice s) {
    size_t i = 0;
    for (; i + 8 <= s.size; i += 8) {
        if (load_8(s.data + i) & 0x8080808080808080ull) return 0;
    }
    for (; i < s.size; i++) {
        if ((unsigned char)s.data[i] >= 0x80) return 0;
    }
    return 1;
}

/* Whether bytes are UTF-8 as Python's strict decoder has it: shortest forms only, no halves of
 * surrogate pairs, nothing beyond U+10FFFF. */
static int is_utf8(Slice s) {
    const unsigned char *p = (const unsigned char *)s.data, *end = p + s.size;
    if (is_ascii(s)) return 1;
    while (p < end) {
        unsigned char c = *p++;
        int more = c < 0x80 ? 0 : c < 0xC2 ? -1 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : c < 0xF5 ? 3 : -1;
        if (more < 0 || end - p < more) return 0;
        if ((c == 0xE0 && *p < 0xA0) || (c == 0xED && *p >= 0xA0) || (c == 0xF0 && *p < 0x90) ||
            (c == 0xF4 && *p >= 0x90)) return 0;
        for (; more; more--) {
            if ((*p++ & 0xC0) != 0x80) return 0;
        }
    }
    return 1;
}

/* All that follow return where the thing ends, NULL where Python must read it. */

static const char *skip_blanks(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
    return p;
}

static int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The number that the four digits of `\u` stand for, -1 where they are none. */
static int32_t read_hex(const char *p, const char *end) {
    int32_t number = 0;
    if (end - p < 4) return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_value(p[i]);
        if (digit < 0) return -1;
        number = number << 4 | digit;
    }
    return number;
}

/* Not 0 where one of eight bytes is the ASCII character `c`. */
static inline uint64_t marks_of(uint64_t word, unsigned char c) {
    uint64_t x = word ^ 0x0101010101010101ull * c;
    return (x - 0x0101010101010101ull) & ~x & 0x8080808080808080ull;
}

/* A string from behind its quotation mark to behind the other; `inside` is what stands between,
 * and `escaped` whether there are escapes in it. */
static const char *skip_string(const char *p, const char *end, Slice *inside, int *escaped) {
    const char *start = p;
    *escaped = 0;
    for (;;) {
        while (end - p >= 8) { /* eight plain characters at a time */
            uint64_t word = load_8(p);
            uint64_t controls = (word - 0x2020202020202020ull) & ~word & 0x8080808080808080ull;
            if (controls | marks_of(word, '"') | marks_of(word, '\\')) break;
            p += 8;
        }
        while (p < end && (unsigned char)*p >= 0x20 && *p != '"' && *p != '\\') p++;
        if (p == end || (unsigned char)*p < 0x20) return NULL;
        if (*p == '"') {
            *inside = (Slice){start, (size_t)(p - start)};
            return p + 1;
        }
        *escaped = 1;
        if (++p == end) return NULL;
        if (*p == 'u') {
            if (read_hex(p + 1, end) < 0) return NULL;
            p += 5;
        } else if (*p && strchr("\"\\/bfnrt", *p)) {
            p++;
        } else {
            return NULL;
        }
    }
}

/* What a scanned string says goes to `out`; 1 where Python must read it (half a surrogate pair),
 * -1 where there is no memory. */
static int unescape(Slice inside, Buffer *out) {
    static const char signs[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
    const char *p = inside.data, *end = p + inside.size;
    out->size = 0;
    if (buffer_reserve(out, inside.size)) return -1; /* no escape is shorter than what it says */
    char *to = out->data;
    while (p < end) {
        if (*p != '\\') {
            *to++ = *p++;
            continue;
        }
        if (p[1] != 'u') {
            *to++ = meant[strchr(signs, p[1]) - signs];
            p += 2;
            continue;
        }
        uint32_t c = (uint32_t)read_hex(p + 2, end);
        p += 6;
        if (c >= 0xD800 && c < 0xE000) {
            int32_t low = c < 0xDC00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u'
                              ? read_hex(p + 2, end) : -1;
            if (low < 0xDC00 || low >= 0xE000) return 1;
            c = 0x10000 + ((c - 0xD800) << 10 | ((uint32_t)low - 0xDC00));
            p += 6;
        }
        if (c < 0x80) {
            *to++ = (char)c;
            continue;
        }
        int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
        *to++ = (char)((0xF00u >> (more + 1) & 0xF0u) | c >> 6 * more);
        while (more--) *to++ = (char)(0x80 | (c >> 6 * more & 0x3F));
    }
    out->size = (size_t)(to - out->data);
    return 0;
}

static const char *skip_digits(const char *p, const char *end) {
    while (p < end && is_digit((unsigned char)*p)) p++;
    return p;
}

static const char *skip_number(const char *p, const char *end) {
    const char *start = p;
    if (p < end && *p == '-') p++;
    const char *digits = p;
    p = skip_digits(p, end);
    if (p == digits || (*digits == '0' && p > digits + 1)) return NULL;
    if (p < end && *p == '.') {
        digits = p + 1;
        p = skip_digits(digits, end);
        if (p == digits) return NULL;
    }
    if (p < end && (*p == 'e' || *p == 'E')) {
        if (++p < end && (*p == '+' || *p == '-')) p++;
        digits = p;
        p = skip_digits(digits, end);
        if (p == digits) return NULL;
    }
    return p - start > MOST_DIGITS ? NULL : p;
}

static const char *skip_literal(const char *p, const char *end, const char *word) {
    size_t size = strlen(word);
    return (size_t)(end - p) >= size && !memcmp(p, word, size) ? p + size : NULL;
}

static const char *skip_value(const char *p, const char *end, int nested);

/* The rest of an array or an object, from behind its bracket. */
static const char *skip_items(const char *p, const char *end, char close, int nested) {
    Slice inside;
    int escaped;
    if (nested > MOST_NESTED) return NULL;
    p = skip_blanks(p, end);
    if (p < end && *p == close) return p + 1;
    for (;;) {
        if (close == '}') {
            if (p == end || *p != '"') return NULL;
            if (!(p = skip_string(p + 1, end, &inside, &escaped))) return NULL;
            p = skip_blanks(p, end);
            if (p == end || *p++ != ':') return NULL;
            p = skip_blanks(p, end);
        }
        if (!(p = skip_value(p, end, nested))) return NULL;
        p = skip_blanks(p, end);
        if (p == end) return NULL;
        if (*p == close) return p + 1;
        if (*p++ != ',') return NULL;
        p = skip_blanks(p, end);
    }
}

static const char *skip_value(const char *p, const char *end, int nested) {
    Slice inside;
    int escaped;
    if (p == end) return NULL;
    switch (*p) {
    case '"': return skip_string(p + 1, end, &inside, &escaped);
    case '{': return skip_items(p + 1, end, '}', nested + 1);
    case '[': return skip_items(p + 1, end, ']', nested + 1);
    case 't': return skip_literal(p, end, "true");
    case 'f': return skip_literal(p, end, "false");
    case 'n': return skip_literal(p, end, "null");
    default: return skip_number(p, end);
    }
}

#endif
