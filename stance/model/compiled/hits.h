/* Hits of the lexicon in a field (docs/features.md, section 4), and the reading of a comment. */
#ifndef STANCE_HITS_H
#define STANCE_HITS_H

#include "reading.h"

#define LONGEST_PHRASE 3  /* tokens */
#define NEGATION_REACH 3  /* tokens */

/* One comment: its text as given, and lower-cased by Python where it is not ASCII. */
typedef struct {
    Slice text, lower, parent, parent_lower, headline_lower;
    int has_parent, depth;
} Comment;

/* The longest phrase of several tokens that begins at `at`, NULL where there is none. */
static const Entry *find_phrase(const Workspace *w, const Reading *r, size_t at, size_t *tokens) {
    const Model *m = w->model;
    uint64_t seconds = w->tokens[r->tokens[at]].seconds;
    if (at + 1 == r->size || !(seconds >> w->tokens[r->tokens[at + 1]].mark & 1)) return NULL;
    size_t most = r->size - at < LONGEST_PHRASE ? r->size - at : LONGEST_PHRASE;
    for (size_t n = most; n > 1; n--) {
        if (r->clauses[at] != r->clauses[at + n - 1]) continue;
        Slice pieces[2 * LONGEST_PHRASE];
        uint32_t state = entry_state(m, PHRASE);
        int count = 0;
        for (size_t i = 0; i < n; i++) {
            if (i) pieces[count++] = (Slice){" ", 1};
            pieces[count++] = token_text(w, r->tokens[at + i]);
        }
        for (int i = 0; i < count; i++) state = crc_add(m, state, pieces[i].data, pieces[i].size);
        const Entry *e = find_entry(m, PHRASE, state, pieces, count);
        if (e) {
            *tokens = n;
            return e;
        }
    }
    return NULL;
}

static int find_hits(Workspace *w, Reading *r) {
    size_t last_not = 0;
    int seen_not = 0;
    r->n_hits = 0;
    for (size_t at = 0, tokens; at < r->size; at += tokens) {
        tokens = 1;
        const Token *t = w->tokens + r->tokens[at];
        const Entry *phrase = t->seconds ? find_phrase(w, r, at, &tokens) : NULL;
        Hit hit = {(uint32_t)at, t->n_kinds, w->kinds + t->kinds, 0};
        if (phrase) {
            hit.n_kinds = phrase->n_kinds;
            hit.kinds = phrase->kinds;
        }
        if (!hit.n_kinds) continue;
        hit.negated = seen_not && at - last_not <= NEGATION_REACH &&
                      r->clauses[last_not] == r->clauses[at];
        if (grow((void **)&r->hits, &r->hits_room, r->n_hits + 1, sizeof hit)) return -1;
        r->hits[r->n_hits++] = hit;
        for (uint32_t k = 0; k < hit.n_kinds; k++) {
            if (hit.kinds[k] == w->model->not_kind) {
                seen_not = 1;
                last_not = at;
            }
        }
    }
    return 0;
}

static int has_kind(const Hit *hit, int kind) {
    for (uint32_t k = 0; k < hit->n_kinds; k++) {
        if (hit->kinds[k] == kind) return 1;
    }
    return 0;
}

/* Splits, normalises and tokenises the four fields of a comment. */
static int read_comment(Workspace *w, const Comment *c) {
    for (int f = 0; f < FIELDS; f++) w->fields[f].size = 0;
    w->spare.size = 0;
    if (split_quotes(c->text, c->lower, &w->fields[OWN], &w->fields[QUOTED])) return -1;
    if (c->parent.size &&
        split_quotes(c->parent, c->parent_lower, &w->fields[PARENT], &w->spare)) return -1;
    if (buffer_add(&w->fields[HEADLINE], c->headline_lower.data, c->headline_lower.size)) return -1;
    for (int f = 0; f < FIELDS; f++) {
        Buffer *b = &w->fields[f];
        w->readings[f].size = w->readings[f].n_hits = 0;
        if (!b->size) continue;
        lower_ascii(b->data, b->size);
        replace_entities(b);
        if (tokenize(w, &w->readings[f], buffer_slice(b))) return -1;
    }
    /* Only now: the kinds of tokens move while tokens are added. */
    for (int f = 0; f < FIELDS; f++) {
        if (w->readings[f].size && find_hits(w, &w->readings[f])) return -1;
    }
    return 0;
}

#endif
