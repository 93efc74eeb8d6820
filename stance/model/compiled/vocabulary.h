/* The model's features by block and key, and the lexicon's words; both never change. */
#ifndef STANCE_VOCABULARY_H
#define STANCE_VOCABULARY_H

#include "text.h"

#define MOST_BLOCKS 255
#define MOST_KINDS 512
#define MOST_WORDS 8  /* tokens in a run */
#define NONE UINT32_MAX
#define OPENS_BITS 65536
#define PAIR_BITS (1u << 18)  /* 32 kB, which stay in the processor's first cache */
#define KNOWN_PAIRS 65536  /* pairs of tokens remembered of a block: 768 kB */

enum Kind { WORDS, CHARS, NEGATED, KINDS, PAIRS, CROSS, TONE, POSITION };
enum Field { OWN, QUOTED, PARENT, HEADLINE, FIELDS };

typedef struct {
    int kind, field, min, max, stem, reach, sublinear, normalize;
    double scale;
    uint32_t first, last;  /* features of this block: first ... last - 1 */
    uint32_t state;        /* of the hash, after the block's number */
    uint32_t *fixed;       /* features whose keys are known beforehand, NONE where unknown */
    uint8_t *opens;        /* bits by state: whether a key may go on after these words */
    uint8_t *closes;       /* bits by a word's own state: whether a key may end with it */
    uint8_t *pairs;        /* bits by two words' own states: whether they may be a key */
} Block;

/* An entry of the lexicon: `role` says what it is an entry for. */
enum Role { PHRASE, BEGINNING, OPENING };
typedef struct {
    Slice text;
    uint32_t hash;
    uint8_t role;
    uint16_t n_kinds;
    uint16_t *kinds;
    uint64_t seconds;  /* of an opening: the marks of the words that may come next */
} Entry;

typedef struct {
    const char *keys;
    const uint32_t *ends, *table;
    const float *rows;
    uint32_t n_features, mask, low;
    int width, n_heads, n_blocks, n_kinds, max_phrase, max_beginning;
    int *heads;
    double *biases, *temperatures;
    Block *blocks;
    Slice *kinds;
    int not_kind, openers[9];
    Entry *entries;
    uint32_t n_entries, *index, index_mask;
    Buffer names;  /* the bytes of kinds and entries */
    uint32_t crc[256];
} Model;

static void crc_fill(uint32_t *crc) {
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t c = i;
        for (int k = 0; k < 8; k++) c = c & 1 ? 0xEDB88320u ^ (c >> 1) : c >> 1;
        crc[i] = c;
    }
}

static inline uint32_t crc_add(const Model *m, uint32_t state, const char *data, size_t size) {
    for (size_t i = 0; i < size; i++) {
        state = m->crc[(state ^ (unsigned char)data[i]) & 0xFF] ^ (state >> 8);
    }
    return state;
}

static inline uint32_t crc_byte(const Model *m, uint32_t state, unsigned char c) {
    return m->crc[(state ^ c) & 0xFF] ^ (state >> 8);
}

/* The feature whose key is the pieces, one after the other; NONE where there is none. `state` is
 * the hash's state after all of them. The key's bytes are compared. */
static inline uint32_t find_feature(const Model *m, const Block *b, uint32_t state,
                                    const Slice *pieces, int n_pieces) {
    uint32_t crc = ~state, place = crc & m->mask;
    for (uint32_t tried = 0; tried <= m->mask; tried++, place = (place + 1) & m->mask) {
        uint32_t found = m->table[place];
        if (!found) return NONE;
        if ((found ^ crc) & ~m->low) continue;
        uint32_t feature = (found & m->low) - 1;
        if (feature < b->first || feature >= b->last) continue;
        const char *key = m->keys + m->ends[feature];
        size_t left = m->ends[feature + 1] - m->ends[feature];
        int i = 0;
        for (; i < n_pieces && pieces[i].size <= left; i++) {
            if (!same_bytes(key, pieces[i].data, pieces[i].size)) break;
            key += pieces[i].size;
            left -= pieces[i].size;
        }
        if (i == n_pieces && !left) return feature;
    }
    return NONE;
}

/* As above, of one string. */
static uint32_t find_key(const Model *m, const Block *b, const char *key, size_t size) {
    Slice piece = {key, size};
    return find_feature(m, b, crc_add(m, b->state, key, size), &piece, 1);
}

/* The hash of a word by itself, whatever stands before it. */
static inline uint32_t hash_alone(const Model *m, const char *data, size_t size) {
    return crc_add(m, 0xFFFFFFFFu, data, size);
}

/* The place of two words' hashes among the bits of `Block.pairs`. */
static inline uint32_t pair_bit(uint32_t first, uint32_t second) {
    return (first * 0x9E3779B1u ^ second * 0x85EBCA77u) >> 14;
}

static inline void set_bit(uint8_t *bits, uint32_t state) {
    bits[state / 8] |= (uint8_t)(1 << state % 8);
}

static inline int has_bit(const uint8_t *bits, uint32_t state) {
    return bits[state / 8] >> state % 8 & 1;
}

/* Notes after which words, with the space behind them, a key of the block goes on, with which
 * words keys end, and which pairs of words there are: most runs of words need not be looked for. */
static int note_runs(const Model *m, Block *b) {
    b->opens = calloc(OPENS_BITS / 8, 1);
    b->closes = calloc(OPENS_BITS / 8, 1);
    b->pairs = calloc(PAIR_BITS / 8, 1);
    if (!b->opens || !b->closes || !b->pairs) return -1;
    for (uint32_t feature = b->first; feature < b->last; feature++) {
        const char *key = m->keys + m->ends[feature], *end = m->keys + m->ends[feature + 1];
        const char *space = key < end ? memchr(key, ' ', (size_t)(end - key)) : NULL;
        if (!space) continue; /* a single word */
        uint32_t state = b->state, first = hash_alone(m, key, (size_t)(space - key));
        for (; space; space = key < end ? memchr(key, ' ', (size_t)(end - key)) : NULL) {
            state = crc_add(m, state, key, (size_t)(space + 1 - key));
            set_bit(b->opens, state % OPENS_BITS);
            key = space + 1;
        }
        uint32_t last = hash_alone(m, key, (size_t)(end - key));
        set_bit(b->closes, last % OPENS_BITS);
        set_bit(b->pairs, pair_bit(first, last)); /* of longer runs as well: it does no harm */
    }
    return 0;
}

/* A number below 64 for a word, by which most pairs of words are told apart from the lexicon's. */
static uint8_t mark_of(const Model *m, Slice word) {
    return hash_alone(m, word.data, word.size) & 63;
}

static uint32_t entry_state(const Model *m, enum Role role) {
    return crc_byte(m, 0xFFFFFFFFu, (unsigned char)role);
}

/* The lexicon's entry of pieces, NULL where there is none. */
static Entry *find_entry(const Model *m, enum Role role, uint32_t state, const Slice *pieces,
                               int n_pieces) {
    for (uint32_t place = state & m->index_mask;; place = (place + 1) & m->index_mask) {
        uint32_t number = m->index[place];
        if (number == NONE) return NULL;
        Entry *e = m->entries + number;
        if (e->hash != state || e->role != role) continue;
        size_t at = 0;
        int i = 0;
        for (; i < n_pieces && pieces[i].size <= e->text.size - at; i++) {
            if (memcmp(e->text.data + at, pieces[i].data, pieces[i].size)) break;
            at += pieces[i].size;
        }
        if (i == n_pieces && at == e->text.size) return e;
    }
}

/* Puts the entries into a table half full at most; -1 where there is no memory. */
static int index_entries(Model *m) {
    uint32_t size = 16;
    while (size < 2 * (m->n_entries + 1)) size *= 2;
    m->index = malloc(size * sizeof *m->index);
    if (!m->index) return -1;
    for (uint32_t i = 0; i < size; i++) m->index[i] = NONE;
    m->index_mask = size - 1;
    for (uint32_t i = 0; i < m->n_entries; i++) {
        Entry *e = m->entries + i;
        e->hash = crc_add(m, entry_state(m, e->role), e->text.data, e->text.size);
        Entry *before = find_entry(m, e->role, e->hash, &e->text, 1);
        if (before) { /* the first one counts */
            before->seconds |= e->seconds;
            continue;
        }
        uint32_t place = e->hash & m->index_mask;
        while (m->index[place] != NONE) place = (place + 1) & m->index_mask;
        m->index[place] = i;
    }
    return 0;
}

static void model_free(Model *m) {
    for (int b = 0; m->blocks && b < m->n_blocks; b++) {
        free(m->blocks[b].fixed);
        free(m->blocks[b].opens);
        free(m->blocks[b].closes);
        free(m->blocks[b].pairs);
    }
    for (uint32_t e = 0; m->entries && e < m->n_entries; e++) free(m->entries[e].kinds);
    free(m->blocks);
    free(m->entries);
    free(m->index);
    free(m->kinds);
    free(m->heads);
    free(m->biases);
    free(m->temperatures);
    free(m->names.data);
    memset(m, 0, sizeof *m);
}

#endif
