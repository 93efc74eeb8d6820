/* Counting features block by block (docs/features.md, section 5). */
#ifndef STANCE_BLOCKS_H
#define STANCE_BLOCKS_H

#include "hits.h"

#define BUCKETS 9

static const char *const TONES[] = {"words", "shouted", "!", "?", "...", "emoji",
                                    "numbers", "<url>", "<time>", "<user>", "quoted", "repeats"};
enum { N_TONES = 12, N_OPENERS = 9, OTHER_OPENER = 9 };
static const char *const OPENERS[] = {"agree", "disagree", "not", "thanks", "laugh",
                                      "ask", "insult", "you", "i", "other"};
/* Where the features of a position block stand among its fixed ones. */
enum { AT_DEPTH = 0, AT_SIZE = 5, AT_SHARED = AT_SIZE + 2 * BUCKETS,
       AT_ASKS = AT_SHARED + 2 * BUCKETS, AT_TELLS, N_POSITIONS };

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
            if (has_bit(b->opens, crc_byte(w->model, state, ' '))) *slot |= SLOT_OPENS;
            state = crc_add(w->model, 0xFFFFFFFFu, s.data, s.size);
            if (has_bit(b->closes, state)) *slot |= SLOT_CLOSES;
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
            if (!has_bit(b->opens, state)) break;
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
    uint32_t before = 0;
    for (size_t i = 0; i < r->size; i++) {
        uint32_t slot = token_slot(w, b, number, r->tokens[i]);
        if (b->min == 1) count(w, slot_feature(slot));
        if (before & SLOT_OPENS && slot & SLOT_CLOSES) {
            FETCH(pair_place(w, number, r->tokens[i - 1], r->tokens[i]));
        }
        if (slot & SLOT_OPENS && b->max > 2) count_runs(w, b, i, b->min > 3 ? b->min : 3);
        before = slot;
    }
    if (b->min > 2 || b->max < 2) return;
    before = 0;
    for (size_t i = 0; i < r->size; i++) {
        uint32_t slot = token_slot(w, b, number, r->tokens[i]);
        if (before & SLOT_OPENS && slot & SLOT_CLOSES) {
            count(w, pair_feature(w, b, number, r->tokens[i - 1], r->tokens[i]));
        }
        before = slot;
    }
}

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

/* Adds up what the tokens' sums are, counts all features, and notes which of them repeat. */
static int count_summed(Workspace *w, const Reading *r, int number) {
    const Model *m = w->model;
    size_t need = w->n_repeats + MOST_SUMMED;
    if (grow((void **)&w->repeats, &w->repeats_room, need, sizeof *w->repeats)) return -1;
    uint32_t *repeats = w->repeats + w->n_repeats, *counts = w->counts;
    for (size_t i = 0; i < r->size; i++) {
        const double *sums = w->sums + *chars_slot(w, number, r->tokens[i]) - 1;
        const uint32_t *features = features_of(m, sums), *end = features + (size_t)sums[0];
        add_sums(w->part, sums + 1, m->width + 1);
        for (; features < end; features++) {
            *repeats = *features;
            repeats += counts[*features]++ == 1;
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

/* Sets the counts of a block whose sums were added back. */
static void clear_summed(Workspace *w, const Block *b, int number) {
    const Reading *r = &w->readings[b->field];
    for (size_t i = 0; i < r->size; i++) {
        const double *sums = w->sums + *chars_slot(w, number, r->tokens[i]) - 1;
        const uint32_t *features = features_of(w->model, sums);
        for (size_t k = 0; k < (size_t)sums[0]; k++) w->counts[features[k]] = 0;
    }
}

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

/* Marks the distinct tokens of a field with this round, and counts them. */
static size_t mark_own(Workspace *w) {
    const Reading *r = &w->readings[OWN];
    size_t distinct = 0;
    for (size_t i = 0; i < r->size; i++) {
        Token *t = w->tokens + r->tokens[i];
        distinct += t->own_seen != w->round;
        t->own_seen = w->round;
    }
    return distinct;
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
