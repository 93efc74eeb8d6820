/* Counts to probabilities (docs/features.md, section 6), in double precision throughout. */
#ifndef STANCE_SCORING_H
#define STANCE_SCORING_H

#include <math.h>

#include "blocks.h"

#define KNOWN_LOGS 256
#define AHEAD 12            /* features whose rows are fetched before they are needed */
#define MOST_TOKENS 131072  /* distinct tokens remembered, some 30 MB of them */
#define MOST_BYTES (32u << 20)
#define MOST_LISTED (4u << 20)
#define MOST_REASONS 64

static double logs[KNOWN_LOGS]; /* 1 + ln count */

static void workspace_free(Workspace *w) {
    if (!w) return;
    for (int f = 0; f < FIELDS; f++) {
        free(w->fields[f].data);
        free(w->readings[f].tokens);
        free(w->readings[f].clauses);
        free(w->readings[f].sentences);
        free(w->readings[f].hits);
    }
    free(w->bytes.data);
    free(w->word.data);
    free(w->spare.data);
    free(w->tokens);
    free(w->index);
    free(w->slots);
    free(w->lists);
    free(w->kinds);
    free(w->counts);
    free(w->touched);
    free(w->used);
    free(w->logits);
    free(w->part);
    free(w);
}

static Workspace *workspace_new(const Model *m) {
    Workspace *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    size_t n = (size_t)m->n_features + 1, width = (size_t)m->width;
    w->model = m;
    w->seed = (uint32_t)((uintptr_t)w >> 4) * 2654435761u;
    w->counts = calloc(n, sizeof *w->counts);
    w->touched = malloc(n * sizeof *w->touched);
    w->used = malloc(n * sizeof *w->used);
    w->logits = malloc(width * sizeof *w->logits);
    w->part = malloc(width * sizeof *w->part);
    if (!w->counts || !w->touched || !w->used || !w->logits || !w->part) {
        workspace_free(w);
        return NULL;
    }
    return w;
}

/* Forgets the tokens where they have become too many: memory stays bounded. */
static void forget(Workspace *w) {
    if (w->n_tokens < MOST_TOKENS && w->bytes.size < MOST_BYTES && w->n_lists < MOST_LISTED &&
        w->round < NONE / 4) return;
    w->n_tokens = 0;
    w->bytes.size = 0;
    w->n_lists = 0;
    w->n_kinds = 0;
    w->round = 0;
    for (uint32_t i = 0; w->index && i <= w->index_mask; i++) w->index[i] = NONE;
}

/* Adds value * weights to the sums. The usual widths have a loop of their own, which compilers
 * unroll: a third of all the time went into the general one. */
static inline void add_row(double *sums, const float *weights, double value, int width) {
#define LOOP(n) case n: for (int c = 0; c < n; c++) sums[c] += value * weights[c]; return
    switch (width) {
        LOOP(2);
        LOOP(3);
        LOOP(4);
        LOOP(5);
        LOOP(6);
        LOOP(7);
        LOOP(8);
    }
#undef LOOP
    for (int c = 0; c < width; c++) sums[c] += value * weights[c];
}

/* Weighs what was counted for a block, adds it to the logits, and clears the counts. */
static void add_block(Workspace *w, const Block *b, int explain) {
    const Model *m = w->model;
    const int width = m->width;
    const size_t stride = (size_t)width + 1;
    double squares = 0;
    size_t first = w->n_used;
    double *restrict part = w->part;
    for (int c = 0; c < width; c++) part[c] = 0;
    for (uint32_t i = 0; i < w->n_touched; i++) {
#if defined(__GNUC__)
        if (i + AHEAD < w->n_touched) {
            __builtin_prefetch(m->rows + w->touched[i + AHEAD] * stride);
        }
#endif
        uint32_t feature = w->touched[i], n = w->counts[feature];
        const float *row = m->rows + feature * stride;
        double value = !b->sublinear ? n : n < KNOWN_LOGS ? logs[n] : 1 + log(n);
        w->counts[feature] = 0;
        value *= row[0];
        squares += value * value;
        add_row(part, row + 1, value, width);
        if (explain) {
            w->used[w->n_used].feature = feature;
            w->used[w->n_used++].value = value;
        }
    }
    w->n_touched = 0;
    double scale = b->scale;
    if (b->normalize) scale = squares > 0 ? scale / sqrt(squares) : 0;
    for (int c = 0; c < width; c++) w->logits[c] += scale * part[c];
    for (size_t i = first; i < w->n_used; i++) w->used[i].value *= scale;
}

static void soften(const Model *m, const double *logits, double *out) {
    for (int h = 0; h < m->n_heads; h++) {
        double top = logits[0], total = 0;
        for (int c = 1; c < m->heads[h]; c++) top = logits[c] > top ? logits[c] : top;
        for (int c = 0; c < m->heads[h]; c++) {
            out[c] = exp((logits[c] - top) / m->temperatures[h]);
            total += out[c];
        }
        for (int c = 0; c < m->heads[h]; c++) out[c] /= total;
        logits += m->heads[h];
        out += m->heads[h];
    }
}

typedef struct {
    uint32_t feature;
    double weight;
} Reason;

/* The features that speak most for the first head's class, the strongest first; how many. */
static int find_reasons(const Workspace *w, Reason *reasons, int most) {
    const Model *m = w->model;
    int classes = m->heads[0], predicted = 0, n = 0;
    for (int c = 1; c < classes; c++) {
        if (w->logits[c] > w->logits[predicted]) predicted = c;
    }
    for (size_t i = 0; i < w->n_used; i++) {
        const float *row = m->rows + w->used[i].feature * ((size_t)m->width + 1) + 1;
        double mean = 0;
        for (int c = 0; c < classes; c++) mean += row[c];
        Reason r = {w->used[i].feature, w->used[i].value * (row[predicted] - mean / classes)};
        if (!(r.weight > 0) || (n == most && r.weight <= reasons[n - 1].weight)) continue;
        int at = n < most ? n++ : n - 1;
        for (; at > 0 && reasons[at - 1].weight < r.weight; at--) reasons[at] = reasons[at - 1];
        reasons[at] = r;
    }
    return n;
}

/* The probabilities of a comment go to `out`; -1 where there is no memory. */
static int score_comment(Workspace *w, const Comment *c, double *out, int explain) {
    const Model *m = w->model;
    forget(w);
    w->round++;
    w->n_used = 0;
    if (read_comment(w, c)) return -1;
    memcpy(w->logits, m->biases, (size_t)m->width * sizeof *w->logits);
    for (int b = 0; b < m->n_blocks; b++) {
        int failed = count_block(w, b, c);
        add_block(w, m->blocks + b, explain);
        if (failed) return -1;
    }
    soften(m, w->logits, out);
    return 0;
}

#endif
