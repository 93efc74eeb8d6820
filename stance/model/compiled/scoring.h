/* Counts to probabilities (docs/features.md, section 6), in double precision throughout. */
#ifndef STANCE_SCORING_H
#define STANCE_SCORING_H

#include <math.h>

#include "blocks.h"

#define KNOWN_LOGS 256
#define AHEAD 12            /* features whose rows are fetched before they are needed */
#define MOST_TOKENS 131072  /* distinct tokens remembered, some 30 MB of them */
#define MOST_BYTES (32u << 20)
#define MOST_SUMS (4u << 20)
#define MOST_REASONS 64
#define MOST_CLASSES 1024

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
    free(w->stems);
    free(w->words);
    free(w->likely);
    free(w->stamped);
    free(w->index);
    free(w->slots);
    free(w->sums);
    for (int b = 0; w->pairs && b < w->model->n_blocks; b++) free(w->pairs[b]);
    free(w->pairs);
    free(w->repeats);
    free(w->summed);
    free(w->kinds);
    free(w->counts);
    free(w->touched);
    free(w->used);
    free(w->logits);
    free(w->part);
    free(w);
}

static void forget_pairs(Workspace *w) {
    for (int b = 0; b < w->model->n_blocks; b++) {
        if (w->pairs[b]) memset(w->pairs[b], 0, KNOWN_PAIRS * sizeof **w->pairs);
    }
}

static Workspace *workspace_new(const Model *m) {
    Workspace *w = calloc(1, sizeof *w);
    if (!w) return NULL;
    size_t n = (size_t)m->n_features + 1, width = (size_t)m->width;
    w->model = m;
    w->seed = (uint32_t)((uintptr_t)w >> 4) * 2654435761u;
    w->counts = calloc(n, sizeof *w->counts);
    w->stamped = calloc(n, sizeof *w->stamped);
    w->touched = malloc(n * sizeof *w->touched);
    w->used = malloc(n * sizeof *w->used);
    w->logits = malloc(width * sizeof *w->logits);
    w->part = malloc((width + 1) * sizeof *w->part);
    w->pairs = calloc((size_t)m->n_blocks + 1, sizeof *w->pairs);
    w->summed = calloc((size_t)m->n_blocks + 1, sizeof *w->summed);
    int failed = index_tokens(w, 8192) || !w->counts || !w->stamped || !w->touched || !w->used ||
                 !w->logits || !w->part || !w->pairs || !w->summed;
    for (int b = 0; b < m->n_blocks && !failed; b++) {
        if (m->blocks[b].kind != WORDS || m->blocks[b].max < 2) continue;
        w->pairs[b] = calloc(KNOWN_PAIRS, sizeof **w->pairs);
        failed = !w->pairs[b];
    }
    if (failed) {
        workspace_free(w);
        return NULL;
    }
    return w;
}

/* Forgets the tokens where they have become too many: memory stays bounded. */
static void forget(Workspace *w) {
    if (w->n_tokens < MOST_TOKENS && w->bytes.size < MOST_BYTES && w->n_sums < MOST_SUMS &&
        w->round < NONE / 4) return;
    w->n_tokens = 0;
    w->bytes.size = 0;
    w->n_sums = 0;
    w->n_kinds = 0;
    w->round = w->own_round = 0;
    for (uint32_t i = 0; i <= w->index_mask; i++) w->index[i].token = NONE;
    forget_pairs(w);
}

static inline double weigh(const Block *b, uint32_t n) {
    return !b->sublinear ? n : n < KNOWN_LOGS ? logs[n] : 1 + log(n);
}

/* Weighs what was counted for a block, and clears the counts. */
static void add_counted(Workspace *w, const Block *b, int explain) {
    const Model *m = w->model;
    const size_t stride = (size_t)m->width + 1;
    for (uint32_t i = 0; i < w->n_touched; i++) {
        if (i + AHEAD < w->n_touched) FETCH(m->rows + w->touched[i + AHEAD] * stride);
        uint32_t feature = w->touched[i];
        const float *row = m->rows + feature * stride;
        double value = weigh(b, w->counts[feature]) * row[0];
        w->counts[feature] = 0;
        w->squares += value * value;
        add_row(w->part, row, value, (int)stride);
        if (explain) {
            w->used[w->n_used].feature = feature;
            w->used[w->n_used++].value = value;
        }
    }
    w->n_touched = 0;
}

/* Mends what the sums of tokens say of features that came more than once. */
static void mend_summed(Workspace *w, const Block *b, Summed *summed) {
    const Model *m = w->model;
    const size_t stride = (size_t)m->width + 1;
    summed->last = w->n_repeats;
    for (size_t i = summed->first; i < summed->last; i++) {
        if (i + AHEAD < summed->last) FETCH(m->rows + w->repeats[i + AHEAD] * stride);
        uint32_t feature = w->repeats[i], n = stamped_count(w, feature);
        const float *row = m->rows + feature * stride;
        double value = weigh(b, n), idf = row[0];
        w->squares += (value * value - n) * idf * idf;
        add_row(w->part, row, (value - n) * idf, (int)stride);
    }
}

/* Counts a block, and adds it to the logits; -1 where there is no memory. */
static int add_block(Workspace *w, int number, const Comment *c, int explain) {
    const Model *m = w->model;
    const Block *b = m->blocks + number;
    Summed *summed = w->summed + number;
    size_t first = w->n_used;
    summed->used = 0;
    w->squares = 0;
    for (int i = 0; i <= m->width; i++) w->part[i] = 0;
    if (count_block(w, number, c)) return -1;
    if (summed->used) mend_summed(w, b, summed);
    else add_counted(w, b, explain);
    double scale = b->scale;
    if (b->normalize) scale = w->squares > 0 ? scale / sqrt(w->squares) : 0;
    for (int i = 0; i < m->width; i++) w->logits[i] += scale * w->part[1 + i];
    for (size_t i = first; i < w->n_used; i++) w->used[i].value *= scale;
    summed->scale = scale;
    return 0;
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

/* The strongest reasons so far: equal ones in the order of their features. */
typedef struct {
    Reason *reasons;
    int n, most, predicted;
} Reasons;

static inline int is_before(const Reason *a, const Reason *b) {
    return a->weight > b->weight || (a->weight == b->weight && a->feature < b->feature);
}

static void add_reason(const Model *m, Reasons *r, uint32_t feature, double value) {
    const float *row = m->rows + feature * ((size_t)m->width + 1) + 1;
    int classes = m->heads[0];
    double mean = 0;
    for (int c = 0; c < classes; c++) mean += row[c];
    Reason reason = {feature, value * (row[r->predicted] - mean / classes)};
    if (!(reason.weight > 0)) return;
    if (r->n == r->most && !is_before(&reason, r->reasons + r->n - 1)) return;
    int at = r->n < r->most ? r->n++ : r->n - 1;
    for (; at > 0 && is_before(&reason, r->reasons + at - 1); at--) {
        r->reasons[at] = r->reasons[at - 1];
    }
    r->reasons[at] = reason;
}

/* As above, of a block of characters: only of tokens among whose features there may be one. */
static void add_summed_reasons(Workspace *w, int number, Reasons *reasons) {
    const Model *m = w->model;
    const Block *b = m->blocks + number;
    const Reading *r = &w->readings[b->field];
    const Summed *summed = w->summed + number;
    const size_t stride = (size_t)m->width + 1;
    for (size_t i = summed->first; i < summed->last; i++) {
        uint32_t feature = w->repeats[i];
        double value = weigh(b, stamped_count(w, feature)) * m->rows[feature * stride];
        add_reason(m, reasons, feature, value * summed->scale);
    }
    for (size_t i = 0; i < r->size; i++) {
        const double *sums = w->sums + *chars_slot(w, number, r->tokens[i]) - 1;
        const uint32_t *features = features_of(m, sums);
        double most = sums[2 + m->width + reasons->predicted] * summed->scale * (1 + 1e-9);
        if (reasons->n == reasons->most && most < reasons->reasons[reasons->n - 1].weight) continue;
        for (size_t k = 0; most > 0 && k < (size_t)sums[0]; k++) {
            if (stamped_count(w, features[k]) != 1) continue;
            double idf = m->rows[features[k] * stride];
            add_reason(m, reasons, features[k], idf * summed->scale);
        }
    }
}

/* The features that speak most for the first head's class, the strongest first; how many. */
static int find_reasons(Workspace *w, Reason *reasons, int most) {
    const Model *m = w->model;
    Reasons found = {reasons, 0, most, 0};
    for (int c = 1; c < m->heads[0]; c++) {
        if (w->logits[c] > w->logits[found.predicted]) found.predicted = c;
    }
    for (size_t i = 0; i < w->n_used; i++) {
        add_reason(m, &found, w->used[i].feature, w->used[i].value);
    }
    for (int b = 0; b < m->n_blocks; b++) {
        if (w->summed[b].used) add_summed_reasons(w, b, &found);
    }
    return found.n;
}

/* The probabilities of a comment go to `out`; -1 where there is no memory. With `explain`,
 * `find_reasons` must come next. */
static int score_comment(Workspace *w, const Comment *c, double *out, int explain) {
    const Model *m = w->model;
    forget(w);
    w->round++;
    w->n_used = 0;
    w->n_repeats = 0;
    next_stamp(w);
    if (read_comment(w, c)) return -1;
    memcpy(w->logits, m->biases, (size_t)m->width * sizeof *w->logits);
    for (int b = 0; b < m->n_blocks; b++) {
        if (add_block(w, b, c, explain)) return -1;
    }
    soften(m, w->logits, out);
    return 0;
}

#endif
