/* Blocks of runs of characters: what a token adds is summed up once, and remembered. */
#ifndef STANCE_CHARACTERS_H
#define STANCE_CHARACTERS_H

#include "words.h"

/* Adds value * row to the sums: idf first, as in the model's rows, then class by class. The usual
 * widths have a loop of their own, which compilers unroll: a third of all the time went into the
 * general one. */
static inline void add_row(double *restrict sums, const float *restrict row, double value,
                           int stride) {
#define LOOP(n) case n: for (int c = 0; c < n; c++) sums[c] += value * row[c]; return
    switch (stride) {
        LOOP(3);
        LOOP(4);
        LOOP(5);
        LOOP(6);
        LOOP(7);
        LOOP(8);
        LOOP(9);
        LOOP(10);
        LOOP(11);
        LOOP(12);
    }
#undef LOOP
    for (int c = 0; c < stride; c++) sums[c] += value * row[c];
}

static inline void add_sums(double *restrict sums, const double *restrict more, int stride) {
#define LOOP(n) case n: for (int c = 0; c < n; c++) sums[c] += more[c]; return
    switch (stride) {
        LOOP(4);
        LOOP(6);
        LOOP(8);
        LOOP(10);
    }
#undef LOOP
    for (int c = 0; c < stride; c++) sums[c] += more[c];
}

/* What is remembered of a token for a block of characters, as doubles in `sums`:
 *
 *     n                 features among the runs, as often as they come
 *     squares           the sum of the squares of their idf
 *     sums [width]      the sums of idf * weight, class by class
 *     most [heads[0]]   the largest idf * (weight - mean weight), class by class
 *     features [n]      as u32
 *
 * A comment adds these up, and mends them only for the features that came more than once. */
#define MOST_SUMMED 4096  /* features: of more, too many digits would be lost in mending */
#define STAMP_BITS 13     /* of a count that may reach MOST_SUMMED */

static inline size_t sums_size(const Model *m) {
    return 2 + (size_t)m->width + (size_t)m->heads[0];
}

static inline const uint32_t *features_of(const Model *m, const double *sums) {
    return (const uint32_t *)(const void *)(sums + sums_size(m));
}

static void sum_up(const Model *m, double *sums) {
    const uint32_t *features = features_of(m, sums);
    const int width = m->width, classes = m->heads[0];
    double *most = sums + 2 + width;
    for (size_t i = 0; i < sums_size(m) - 1; i++) sums[1 + i] = 0;
    for (size_t i = 0; i < (size_t)sums[0]; i++) {
        const float *row = m->rows + features[i] * ((size_t)width + 1);
        double idf = row[0], mean = 0;
        add_row(sums + 1, row, idf, width + 1);
        for (int c = 0; c < classes; c++) mean += row[1 + c];
        for (int c = 0; c < classes; c++) {
            double more = idf * (row[1 + c] - mean / classes);
            if (more > most[c]) most[c] = more;
        }
    }
}

/* Makes room for the features of a token's runs; NULL where there is no memory. */
static uint32_t *make_sums(Workspace *w, size_t most) {
    size_t need = sums_size(w->model) + most / 2 + 1;
    if (w->n_sums + need >= NONE / 2) return NULL;
    if (grow((void **)&w->sums, &w->sums_room, w->n_sums + need, sizeof *w->sums)) return NULL;
    return (uint32_t *)(void *)(w->sums + w->n_sums + sums_size(w->model));
}

/* Lists the features of a token's runs of characters; where the list is goes into `slot`. */
static int list_characters(Workspace *w, const Block *b, uint32_t token, uint32_t *slot) {
    const Model *m = w->model;
    w->word.size = 0;
    Slice text = token_text(w, token);
    if (buffer_add(&w->word, " ", 1) || buffer_add(&w->word, text.data, text.size) ||
        buffer_add(&w->word, " ", 1)) return -1;
    Slice padded = buffer_slice(&w->word);
    size_t n = 0, room = padded.size;
    uint32_t *features = make_sums(w, room);
    if (!features) return -1;
    for (size_t start = 0; start < padded.size; start += character_length(padded, start)) {
        uint32_t state = b->state;
        size_t end = start;
        for (int size = 1; size <= b->max && end < padded.size; size++) {
            size_t more = character_length(padded, end);
            state = crc_add(m, state, padded.data + end, more);
            end += more;
            if (size < b->min) continue;
            Slice run = {padded.data + start, end - start};
            uint32_t feature = find_feature(m, b, state, &run, 1);
            if (feature == NONE) continue;
            if (n == room) {
                room *= 2;
                features = make_sums(w, room);
                if (!features) return -1;
            }
            features[n++] = feature;
        }
    }
    double *sums = w->sums + w->n_sums;
    sums[0] = (double)n;
    sum_up(m, sums);
    *slot = (uint32_t)w->n_sums + 1;
    w->n_sums += sums_size(m) + n / 2 + 1;
    return 0;
}

static inline uint32_t *chars_slot(const Workspace *w, int number, uint32_t token) {
    return w->slots + (size_t)token * w->model->n_blocks + number;
}

/* A count of this comment stands above its stamp; one of an earlier comment below it, so that no
 * count need be set back. */
static inline uint32_t stamped_count(const Workspace *w, uint32_t feature) {
    uint32_t n = w->stamped[feature] - w->stamp;
    return n >> STAMP_BITS ? 0 : n;
}

static void next_stamp(Workspace *w) {
    w->stamp += 1u << STAMP_BITS;
    if (w->stamp) return;
    memset(w->stamped, 0, ((size_t)w->model->n_features + 1) * sizeof *w->stamped);
    w->stamp = 1u << STAMP_BITS;
}

/* Adds up what the tokens' sums are, counts all features, and notes which of them repeat. */
static int count_summed(Workspace *w, const Reading *r, int number) {
    const Model *m = w->model;
    size_t need = w->n_repeats + MOST_SUMMED;
    if (grow((void **)&w->repeats, &w->repeats_room, need, sizeof *w->repeats)) return -1;
    uint32_t *repeats = w->repeats + w->n_repeats, *counts = w->stamped;
    const uint32_t none = w->stamp;
    for (size_t i = 0; i < r->size; i++) {
        const double *sums = w->sums + *chars_slot(w, number, r->tokens[i]) - 1;
        const uint32_t *features = features_of(m, sums), *end = features + (size_t)sums[0];
        add_sums(w->part, sums + 1, m->width + 1);
        for (; features < end; features++) {
            uint32_t n = counts[*features] - none;
            n = n >> STAMP_BITS ? 0 : n; /* of an earlier comment */
            counts[*features] = none + n + 1;
            *repeats = *features;
            repeats += n == 1;
        }
    }
    w->n_repeats = (size_t)(repeats - w->repeats);
    w->squares = w->part[0];
    return 0;
}

static int count_chars(Workspace *w, const Block *b, int number) {
    const Reading *r = &w->readings[b->field];
    Summed *summed = w->summed + number;
    double total = 0;
    for (size_t i = 0; i < r->size; i++) {
        uint32_t *slot = chars_slot(w, number, r->tokens[i]);
        if (!*slot && list_characters(w, b, r->tokens[i], slot)) return -1;
        FETCH(w->sums + *slot + 7); /* the next cache line */
        total += w->sums[*slot - 1];
    }
    summed->used = total <= MOST_SUMMED;
    summed->first = w->n_repeats;
    if (summed->used) return count_summed(w, r, number);
    for (size_t i = 0; i < r->size; i++) {
        const double *sums = w->sums + *chars_slot(w, number, r->tokens[i]) - 1;
        const uint32_t *features = features_of(w->model, sums);
        for (size_t k = 0; k < (size_t)sums[0]; k++) count(w, features[k]);
    }
    return 0;
}

#endif
