/* Counting features block by block (docs/features.md, section 5). */
#ifndef STANCE_BLOCKS_H
#define STANCE_BLOCKS_H

#include "characters.h"

#define BUCKETS 9

static const char *const TONES[] = {"words", "shouted", "!", "?", "...", "emoji",
                                    "numbers", "<url>", "<time>", "<user>", "quoted", "repeats"};
enum { N_TONES = 12, N_OPENERS = 9, OTHER_OPENER = 9 };
static const char *const OPENERS[] = {"agree", "disagree", "not", "thanks", "laugh",
                                      "ask", "insult", "you", "i", "other"};
/* Where the features of a position block stand among its fixed ones. */
enum { AT_DEPTH = 0, AT_SIZE = 5, AT_SHARED = AT_SIZE + 2 * BUCKETS,
       AT_ASKS = AT_SHARED + 2 * BUCKETS, AT_TELLS, N_POSITIONS };

static void count_negated(Workspace *w, const Block *b, int number) {
    const Reading *r = &w->readings[b->field];
    for (size_t h = 0; h < r->n_hits; h++) {
        const Hit *hit = r->hits + h;
        if (!has_kind(hit, w->model->not_kind)) continue;
        size_t stop = (size_t)hit->start + 1 + b->reach;
        for (size_t i = (size_t)hit->start + 1; i < stop && i < r->size; i++) {
            if (r->clauses[i] != r->clauses[hit->start]) break;
            count(w, slot_feature(token_slot(w, b, number, r->tokens[i])));
        }
    }
}

static void count_kinds(Workspace *w, const Block *b) {
    const Reading *r = &w->readings[b->field];
    for (size_t h = 0; h < r->n_hits; h++) {
        const Hit *hit = r->hits + h;
        for (uint32_t k = 0; k < hit->n_kinds; k++) {
            count(w, b->fixed[2 * hit->kinds[k] + hit->negated]);
        }
    }
}

static void count_pairs(Workspace *w, const Block *b) {
    const Reading *r = &w->readings[b->field];
    for (size_t i = 0; i < r->n_hits; i++) {
        const Hit *first = r->hits + i;
        for (size_t j = i + 1; j < r->n_hits; j++) {
            const Hit *second = r->hits + j;
            if (second->start - first->start > (uint32_t)b->reach) break;
            if (r->sentences[second->start] != r->sentences[first->start]) break;
            int negated = first->negated || second->negated;
            for (uint32_t k = 0; k < first->n_kinds; k++) {
                size_t row = (size_t)first->kinds[k] * w->model->n_kinds;
                for (uint32_t l = 0; l < second->n_kinds; l++) {
                    count(w, b->fixed[2 * (row + second->kinds[l]) + negated]);
                }
            }
        }
    }
}

static int find_opener(const Workspace *w) {
    const Reading *r = &w->readings[OWN];
    for (size_t h = 0; h < r->n_hits && r->hits[h].start < 3; h++) {
        for (int o = 0; o < N_OPENERS; o++) {
            if (w->model->openers[o] >= 0 && has_kind(r->hits + h, w->model->openers[o])) return o;
        }
    }
    return OTHER_OPENER;
}

/* `field` is 0 for the parent's words and 1 for its kinds. */
static void count_cross(Workspace *w, const Block *b, const Comment *c) {
    const Model *m = w->model;
    const Reading *r = &w->readings[PARENT];
    if (!c->has_parent) return;
    int opener = find_opener(w);
    if (b->field == 0) {
        Slice pieces[3] = {{OPENERS[opener], strlen(OPENERS[opener])}, {"/", 1}};
        uint32_t state = crc_add(m, b->state, pieces[0].data, pieces[0].size);
        state = crc_byte(m, state, '/');
        for (size_t i = 0; i < r->size; i++) {
            pieces[2] = token_text(w, r->tokens[i]);
            count(w, find_feature(m, b, crc_add(m, state, pieces[2].data, pieces[2].size),
                                  pieces, 3));
        }
        return;
    }
    const uint32_t *fixed = b->fixed + (size_t)opener * (2 * m->n_kinds + 1);
    count(w, fixed[2 * m->n_kinds]);
    for (size_t h = 0; h < r->n_hits; h++) {
        const Hit *hit = r->hits + h;
        for (uint32_t k = 0; k < hit->n_kinds; k++) {
            count(w, fixed[2 * hit->kinds[k] + hit->negated]);
        }
    }
}

static int bucket(size_t n) {
    int bits = 0;
    if (!n) return 0;
    for (n--; n && bits < 7; n >>= 1) bits++;
    return bits + 1;
}

static size_t count_shouted(Slice s) {
    size_t shouted = 0, capitals = 0, small = 0;
    /* Most comments have no two capitals inside of words; this loop takes sixteen at a time. */
    for (size_t i = 1; i < s.size; i++) {
        capitals += ((unsigned char)(s.data[i] - 'A') < 26) & (s.data[i - 1] != ' ');
    }
    if (capitals < 2) return 0;
    capitals = 0;
    for (size_t i = 0; i <= s.size; i++) {
        if (i == s.size || s.data[i] == ' ') {
            shouted += capitals > 2 && !small;
            capitals = small = 0;
        } else {
            capitals += s.data[i] >= 'A' && s.data[i] <= 'Z';
            small += s.data[i] >= 'a' && s.data[i] <= 'z';
        }
    }
    return shouted;
}

/* Marks the distinct own tokens with this round, and counts them; once a comment, however many
 * blocks ask. */
static size_t mark_own(Workspace *w) {
    const Reading *r = &w->readings[OWN];
    if (w->own_round == w->round) return w->n_own;
    w->own_round = w->round;
    w->n_own = 0;
    for (size_t i = 0; i < r->size; i++) {
        Token *t = w->tokens + r->tokens[i];
        w->n_own += t->own_seen != w->round;
        t->own_seen = w->round;
    }
    return w->n_own;
}

static void count_tone(Workspace *w, const Block *b, const Comment *c) {
    const Reading *r = &w->readings[OWN];
    size_t sizes[N_TONES] = {r->size, count_shouted(c->text)};
    static const uint16_t flags[] = {IS_BANG, IS_ASK, IS_DOTS, IS_EMOJI, IS_NUMBER,
                                     IS_URL, IS_TIME, IS_USER};
    for (size_t i = 0; i < r->size; i++) {
        uint16_t mine = w->tokens[r->tokens[i]].flags;
        if (!mine) continue;
        for (int f = 0; f < 8; f++) sizes[2 + f] += (mine & flags[f]) != 0;
    }
    sizes[10] = w->readings[QUOTED].size;
    sizes[11] = r->size < 64 ? r->size - mark_own(w) : 64;
    for (int t = 0; t < N_TONES; t++) count(w, b->fixed[t * BUCKETS + bucket(sizes[t])]);
}

static void count_position(Workspace *w, const Block *b, const Comment *c) {
    static const int fields[] = {PARENT, HEADLINE};
    if (c->depth >= 0) count(w, b->fixed[AT_DEPTH + (c->depth < 4 ? c->depth : 4)]);
    mark_own(w);
    int asks = 0;
    for (int f = 0; f < 2; f++) {
        const Reading *r = &w->readings[fields[f]];
        size_t distinct = 0, shared = 0;
        uint32_t mark = 2 * w->round + (uint32_t)f; /* own marks are rounds: another array */
        for (size_t i = 0; i < r->size; i++) {
            Token *t = w->tokens + r->tokens[i];
            if (f == 0) asks |= t->flags & IS_ASK;
            if (t->other_seen == mark) continue;
            t->other_seen = mark;
            distinct++;
            shared += t->own_seen == w->round;
        }
        if (!distinct) continue;
        count(w, b->fixed[AT_SIZE + f * BUCKETS + bucket(distinct)]);
        count(w, b->fixed[AT_SHARED + f * BUCKETS + bucket(shared)]);
    }
    if (c->has_parent) count(w, b->fixed[asks ? AT_ASKS : AT_TELLS]);
}

static int count_block(Workspace *w, int number, const Comment *c) {
    const Block *b = w->model->blocks + number;
    switch (b->kind) {
    case WORDS: count_words(w, b, number); return 0;
    case CHARS: return count_chars(w, b, number);
    case NEGATED: count_negated(w, b, number); return 0;
    case KINDS: count_kinds(w, b); return 0;
    case PAIRS: count_pairs(w, b); return 0;
    case CROSS: count_cross(w, b, c); return 0;
    case TONE: count_tone(w, b, c); return 0;
    default: count_position(w, b, c); return 0;
    }
}

/* The features whose keys are known beforehand; -1 where there is no memory. */
static int fix_features(const Model *m, Block *b) {
    size_t kinds = (size_t)m->n_kinds, n = 0, at = 0;
    switch (b->kind) {
    case KINDS: n = 2 * kinds; break;
    case PAIRS: n = 2 * kinds * kinds; break;
    case CROSS: n = 10 * (2 * kinds + 1); break;
    case TONE: n = N_TONES * BUCKETS; break;
    case POSITION: n = N_POSITIONS; break;
    }
    if (!n) return 0;
    b->fixed = malloc(n * sizeof *b->fixed);
    Buffer key = {0};
    if (!b->fixed || buffer_reserve(&key, m->names.size * 2 + 64)) return -1;
#define PUT(text, length) buffer_add(&key, text, length)
#define FIX() (b->fixed[at++] = find_key(m, b, key.data, key.size), key.size = 0)
    char digits[16];
    if (b->kind == KINDS) {
        for (size_t k = 0; k < kinds; k++) {
            for (int negated = 0; negated < 2; negated++) {
                if (negated) PUT("~", 1);
                PUT(m->kinds[k].data, m->kinds[k].size);
                FIX();
            }
        }
    } else if (b->kind == PAIRS) {
        for (size_t k = 0; k < kinds * kinds * 2; k++) {
            Slice first = m->kinds[k / 2 / kinds], second = m->kinds[k / 2 % kinds];
            PUT(first.data, first.size);
            PUT(k & 1 ? "~" : ">", 1);
            PUT(second.data, second.size);
            FIX();
        }
    } else if (b->kind == CROSS) {
        for (int o = 0; o <= OTHER_OPENER; o++) {
            for (size_t k = 0; k <= 2 * kinds; k++) {
                PUT(OPENERS[o], strlen(OPENERS[o]));
                PUT("/~", k < 2 * kinds && k & 1 ? 2 : 1);
                if (k < 2 * kinds) PUT(m->kinds[k / 2].data, m->kinds[k / 2].size);
                FIX();
            }
        }
    } else if (b->kind == TONE) {
        for (int t = 0; t < N_TONES * BUCKETS; t++) {
            PUT(TONES[t / BUCKETS], strlen(TONES[t / BUCKETS]));
            digits[0] = ':', digits[1] = (char)('0' + t % BUCKETS);
            PUT(digits, 2);
            FIX();
        }
    } else {
        static const char *const sizes[] = {"parent:", "headline:", "parent shared:",
                                            "headline shared:"};
        for (int i = 0; i < 5 + 4 * BUCKETS; i++) {
            const char *name = i < 5 ? "depth:" : sizes[(i - 5) / BUCKETS];
            digits[0] = (char)('0' + (i < 5 ? i : (i - 5) % BUCKETS));
            PUT(name, strlen(name));
            PUT(digits, 1);
            FIX();
        }
        PUT("parent asks", 11);
        FIX();
        PUT("parent tells", 12);
        FIX();
    }
#undef PUT
#undef FIX
    free(key.data);
    return 0;
}

#endif
