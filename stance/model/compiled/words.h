/* Blocks of runs of tokens (docs/features.md, section 5). */
#ifndef STANCE_WORDS_H
#define STANCE_WORDS_H

#include "hits.h"

static inline void count(Workspace *w, uint32_t feature) {
    if (feature == NONE) return;
    if (!w->counts[feature]++) w->touched[w->n_touched++] = feature;
}

/* What a slot says of a token's feature, and in its highest bits whether runs begin or end with
 * it. */
enum { SLOT_UNKNOWN = 0, SLOT_NO_FEATURE = 1, SLOT_FEATURES = 2 };
#define SLOT_OPENS 0x80000000u
#define SLOT_CLOSES 0x40000000u

/* The slot of a single token. */
static inline uint32_t token_slot(Workspace *w, const Block *b, int number, uint32_t token) {
    uint32_t *slot = w->slots + (size_t)token * w->model->n_blocks + number;
    if (*slot == SLOT_UNKNOWN) {
        Slice s = b->stem ? token_stem(w, token) : token_text(w, token);
        uint32_t state = crc_add(w->model, b->state, s.data, s.size);
        uint32_t feature = find_feature(w->model, b, state, &s, 1);
        *slot = feature == NONE ? SLOT_NO_FEATURE : feature + SLOT_FEATURES;
        if (b->opens) {
            uint32_t on = crc_byte(w->model, state, ' ') % OPENS_BITS;
            uint32_t alone = w->tokens[token].alone[b->stem];
            if (has_bit(b->opens, on)) *slot |= SLOT_OPENS;
            if (has_bit(b->closes, alone % OPENS_BITS)) *slot |= SLOT_CLOSES;
        }
    }
    return *slot;
}

static inline uint32_t slot_feature(uint32_t slot) {
    slot &= ~(SLOT_OPENS | SLOT_CLOSES);
    return slot == SLOT_NO_FEATURE ? NONE : slot - SLOT_FEATURES;
}

/* Runs of `from` and more tokens that begin at `i`. */
static void count_runs(Workspace *w, const Block *b, size_t i, int from) {
    const Model *m = w->model;
    const Reading *r = &w->readings[b->field];
    Slice pieces[2 * MOST_WORDS];
    uint32_t state = b->state;
    int n = 0;
    for (int size = 1; size <= b->max && i + size <= r->size; size++) {
        uint32_t token = r->tokens[i + size - 1];
        if (n) {
            pieces[n++] = (Slice){" ", 1};
            state = crc_byte(m, state, ' ');
            if (!has_bit(b->opens, state % OPENS_BITS)) break;
        }
        Slice s = pieces[n++] = b->stem ? token_stem(w, token) : token_text(w, token);
        state = crc_add(m, state, s.data, s.size);
        if (size >= from) count(w, find_feature(m, b, state, pieces, n));
    }
}

static inline Pair *pair_place(const Workspace *w, int number, uint32_t first, uint32_t second) {
    uint32_t mixed = (first * 0x9E3779B1u) ^ (second * 0x85EBCA77u);
    return w->pairs[number] + ((mixed ^ mixed >> 15) & (KNOWN_PAIRS - 1));
}

/* The feature of two tokens in a row. */
static uint32_t pair_feature(Workspace *w, const Block *b, int number, uint32_t first,
                             uint32_t second) {
    Pair *pair = pair_place(w, number, first, second);
    if (pair->first != first + 1 || pair->second != second + 1) {
        Slice pieces[3] = {token_text(w, first), {" ", 1}, token_text(w, second)};
        if (b->stem) pieces[0] = token_stem(w, first), pieces[2] = token_stem(w, second);
        uint32_t state = b->state;
        for (int i = 0; i < 3; i++) {
            state = crc_add(w->model, state, pieces[i].data, pieces[i].size);
        }
        *pair = (Pair){first + 1, second + 1, find_feature(w->model, b, state, pieces, 3)};
    }
    return pair->feature;
}

static void count_words(Workspace *w, const Block *b, int number) {
    const Reading *r = &w->readings[b->field];
    const int counts_pairs = b->min <= 2 && b->max >= 2;
    uint32_t before = 0, hash = 0;
    w->n_likely = 0;
    for (size_t i = 0; i < r->size; i++) {
        uint32_t token = r->tokens[i], slot = token_slot(w, b, number, token);
        uint32_t alone = w->tokens[token].alone[b->stem];
        if (b->min == 1) count(w, slot_feature(slot));
        if (counts_pairs && before & SLOT_OPENS && slot & SLOT_CLOSES &&
            has_bit(b->pairs, pair_bit(hash, alone))) {
            FETCH(pair_place(w, number, r->tokens[i - 1], token));
            w->likely[w->n_likely++] = (uint32_t)i;
        }
        if (slot & SLOT_OPENS && b->max > 2) count_runs(w, b, i, b->min > 3 ? b->min : 3);
        before = slot;
        hash = alone;
    }
    for (size_t k = 0; k < w->n_likely; k++) {
        const uint32_t *pair = r->tokens + w->likely[k] - 1;
        count(w, pair_feature(w, b, number, pair[0], pair[1]));
    }
}

#endif
