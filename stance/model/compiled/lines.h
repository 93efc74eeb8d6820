/* Scores as lines of JSON, byte for byte as stance/scoring/judgement.py writes them. */
#ifndef STANCE_LINES_H
#define STANCE_LINES_H

#include <stdio.h>

#include "scoring.h"

#define PLACES 10000         /* one in the last of four digits after the point */
#define LARGEST_WEIGHT 1e10  /* below it, four digits after the point are all exact */

/* The parts of a line that are the same for every comment; see Judge. */
typedef struct {
    Slice *stances, *probabilities, *moderation, *bands, *blocks;
    double *least;  /* the smallest confidence of each band */
    Slice nothing, end;
    int stance_at, n_stances, moderation_at, n_moderation, n_bands;
} Style;

/* The nearest multiple of 0.0001, in those: of two that are as near the even one, by the exact
 * value, as Python's round(value, 4). */
static int64_t round_places(double value) {
    double scaled = value * PLACES, whole = floor(scaled), rest = scaled - whole;
    if (value < 1e5 && fabs(rest - 0.5) > 1e-5) return (int64_t)whole + (rest > 0.5);
    char digits[64]; /* near the middle the exact value decides */
    snprintf(digits, sizeof digits, "%.4f", value);
    int64_t n = 0;
    for (char *c = digits; *c; c++) {
        if (*c >= '0' && *c <= '9') n = 10 * n + (*c - '0');
    }
    return n;
}

/* A number of such multiples as Python writes the fraction. */
static int add_number(Buffer *out, int64_t n) {
    char text[32], *at = text + 24; /* digits before the point; from there on, those behind it */
    char *end = at;
    int64_t whole = n / PLACES;
    int rest = (int)(n % PLACES), digit = PLACES / 10;
    do *--at = (char)('0' + whole % 10);
    while (whole /= 10);
    *end++ = '.';
    do {
        *end++ = (char)('0' + rest / digit);
        rest %= digit;
        digit /= 10;
    } while (rest);
    return buffer_add(out, at, (size_t)(end - at));
}

static int add_slice(Buffer *out, Slice s) { return buffer_add(out, s.data, s.size); }

#define EVERY_BYTE 0x0101010101010101ull

/* Whether one of eight bytes is `c`, and whether one is below `c`, which is 0x80 at most. */
static inline int has_byte(uint64_t eight, uint64_t c) {
    uint64_t x = eight ^ EVERY_BYTE * c;
    return ((x - EVERY_BYTE) & ~x & EVERY_BYTE * 0x80) != 0;
}

static inline int has_below(uint64_t eight, uint64_t c) {
    return ((eight - EVERY_BYTE * c) & ~eight & EVERY_BYTE * 0x80) != 0;
}

/* Whether eight bytes may stand in a JSON string as they are; 0xED may begin half a surrogate. */
static inline int are_plain(uint64_t eight) {
    return !(has_below(eight, 0x20) | has_byte(eight, '"') | has_byte(eight, '\\') |
             has_byte(eight, 0xED));
}

/* Text as the inside of a JSON string. */
static int add_quoted(Buffer *out, Slice s) {
    static const char hex[] = "0123456789abcdef";
    if (buffer_reserve(out, 6 * s.size)) return -1;
    char *to = out->data + out->size;
    for (size_t i = 0; i < s.size; i++) {
        for (; s.size - i >= 8 && are_plain(load_8(s.data + i)); i += 8, to += 8) {
            memcpy(to, s.data + i, 8);
        }
        if (i == s.size) break;
        unsigned char c = (unsigned char)s.data[i];
        const char *named = c < 0x20 && c ? strchr("\bb\ff\nn\rr\tt", c) : NULL;
        if (c == '"' || c == '\\') {
            *to++ = '\\';
            *to++ = (char)c;
        } else if (named) {
            *to++ = '\\';
            *to++ = named[1];
        } else if (c < 0x20) {
            memcpy(to, "\\u00", 4);
            to[4] = hex[c >> 4];
            to[5] = hex[c & 15];
            to += 6;
        } else if (c == 0xED && s.size - i > 2 && (unsigned char)s.data[i + 1] >= 0xA0) {
            uint32_t half = 0xD000u | ((unsigned char)s.data[i + 1] & 0x3Fu) << 6 |
                            ((unsigned char)s.data[i + 2] & 0x3Fu); /* half a surrogate pair */
            memcpy(to, "\\u", 2);
            for (int k = 0; k < 4; k++) to[2 + k] = hex[half >> (12 - 4 * k) & 15];
            to += 6;
            i += 2;
        } else {
            *to++ = (char)c;
        }
    }
    out->size = (size_t)(to - out->data);
    return 0;
}

static int add_reasons(Buffer *out, const Model *m, const Style *y, const Reason *r, int n) {
    int failed = buffer_add(out, "[", 1);
    for (int i = 0; i < n; i++) {
        int b = 0;
        while (r[i].feature >= m->blocks[b].last) b++;
        Slice key = {m->keys + m->ends[r[i].feature],
                     m->ends[r[i].feature + 1] - m->ends[r[i].feature]};
        if (i) failed |= buffer_add(out, ", ", 2);
        failed |= add_slice(out, y->blocks[b]) || add_quoted(out, key) ||
                  buffer_add(out, "\", \"weight\": ", 13) ||
                  add_number(out, round_places(r[i].weight)) || buffer_add(out, "}", 1);
    }
    return failed | buffer_add(out, "]", 1) ? -1 : 0;
}

/* Adds the line of a comment: its own fields, `head`, and what the model says. */
static int add_line(Buffer *out, const Model *m, const Style *y, Slice head, Slice text,
                    const double *p, const Reason *reasons, int n_reasons) {
    if (add_slice(out, head) || buffer_add(out, ", ", 2)) return -1;
    if (is_blank(text)) return add_slice(out, y->nothing);
    int64_t rounded[MOST_CLASSES], top = -1;
    int stance = 0, moderation = 0, band = 0;
    for (int c = 0; c < y->n_stances; c++) {
        rounded[c] = round_places(p[y->stance_at + c]);
        if (rounded[c] > top) top = rounded[stance = c];
    }
    for (int c = 1; c < y->n_moderation; c++) {
        const double *mine = p + y->moderation_at;
        if (mine[c] > mine[moderation]) moderation = c;
    }
    while (band < y->n_bands && !((double)top / PLACES >= y->least[band])) band++;
    int failed = add_slice(out, y->stances[stance]) || add_number(out, top) ||
                 add_slice(out, y->bands[band]);
    for (int c = 0; c < y->n_stances && !failed; c++) {
        failed = add_slice(out, y->probabilities[c]) || add_number(out, rounded[c]);
    }
    return failed || add_slice(out, y->moderation[moderation]) ||
                   add_reasons(out, m, y, reasons, n_reasons) || add_slice(out, y->end)
               ? -1
               : 0;
}

#endif
