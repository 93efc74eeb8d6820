/* Tokens are numbered, and what a token is worth is remembered. */
#ifndef STANCE_TOKENS_H
#define STANCE_TOKENS_H

#include "vocabulary.h"

enum Flag {
    IS_EMOJI = 1, IS_BANG = 4, IS_ASK = 8, IS_DOTS = 16, IS_NUMBER = 32,
    IS_URL = 64, IS_TIME = 128, IS_USER = 256
};

#define AT_HAND 16  /* bytes of a token's text that stand in the token itself */

/* 64 bytes, a cache line: most of the time goes into waiting for memory. */
typedef struct {
    uint64_t seconds;  /* the marks of words that may follow in a phrase */
    uint32_t size, hash;
    char text[AT_HAND];
    uint32_t start;                 /* offset into the workspace's bytes */
    uint32_t alone[2];              /* `hash_alone` of the text and of the stem */
    uint32_t kinds;                 /* offset into the workspace's kinds */
    uint32_t own_seen, other_seen;  /* the last comment that had it, see blocks.h */
    uint16_t n_kinds, flags;
    uint8_t mark;
} Token;

/* Where a token's stem stands among the workspace's bytes: most blocks need none. */
typedef struct {
    uint32_t start, size;
} Stem;

/* A token that was read and has no number yet. */
typedef struct {
    Slice text;
    uint32_t hash;
} Word;

/* What became of a block of characters in this comment: whether its tokens' sums were added, by
 * how much they were scaled, and which of the repeats are its own. */
typedef struct {
    int used;
    double scale;
    size_t first, last;
} Summed;

/* A pair of tokens in a row (their numbers plus one, for 0 is an empty place), and the feature
 * that they are. */
typedef struct {
    uint32_t first, second, feature;
} Pair;

typedef struct {
    uint32_t start;
    uint32_t n_kinds;
    const uint16_t *kinds;
    int negated;
} Hit;

/* The tokens and hits of one field. */
typedef struct {
    uint32_t *tokens, *clauses, *sentences;
    size_t size, room;
    Hit *hits;
    size_t n_hits, hits_room;
} Reading;

typedef struct Workspace {
    struct Workspace *next;
    const Model *model;
    Buffer bytes, word, spare, fields[FIELDS];
    Token *tokens;
    Stem *stems;
    Word *words;       /* of the field that is being read */
    uint32_t *likely;  /* places in it where pairs of words may be, see words.h */
    size_t words_room, n_likely;
    uint32_t n_tokens, tokens_room, index_mask, seed;
    struct { uint32_t hash, token; } *index;
    uint32_t *slots;  /* [n_tokens, n_blocks]: what is remembered of a token for a block */
    double *sums;     /* of tokens for blocks of characters, see blocks.h */
    size_t n_sums, sums_room;
    Pair **pairs;     /* [n_blocks] of the pairs of tokens seen last, NULL where none is asked for */
    uint32_t *repeats;  /* features of blocks of characters that came more than once */
    size_t n_repeats, repeats_room;
    Summed *summed;   /* [n_blocks] */
    uint16_t *kinds;
    size_t n_kinds, kinds_room;
    Reading readings[FIELDS];
    uint32_t *counts, *touched, n_touched, round;
    uint32_t own_round;  /* the comment whose distinct own tokens are counted in n_own */
    size_t n_own;
    uint32_t *stamped, stamp;  /* counts of characters, see characters.h */
    struct { uint32_t feature; double value; } *used;
    size_t n_used;
    double *logits, *part, squares;
} Workspace;

/* Doubles an array's room until `need` items fit. */
static int grow(void **data, size_t *room, size_t need, size_t width) {
    if (need <= *room) return 0;
    size_t more = *room ? *room : 64;
    while (more < need) more *= 2;
    if (more > SIZE_MAX / width) return -1;
    void *grown = realloc(*data, more * width);
    if (!grown) return -1;
    *data = grown;
    *room = more;
    return 0;
}

/* Chosen per workspace, so that nobody can prepare words that all fall into one place. */
static uint32_t hash_word(uint32_t seed, const char *data, size_t size) {
    uint64_t h = seed ^ (size * 0x9E3779B97F4A7C15ull);
    for (; size > 8; size -= 8, data += 8) {
        h = (h ^ load_8(data)) * 0xFF51AFD7ED558CCDull;
        h ^= h >> 32;
    }
    h = (h ^ load_few(data, size)) * 0xC4CEB9FE1A85EC53ull;
    return (uint32_t)(h ^ (h >> 29) ^ (h >> 47));
}

static Slice token_text(const Workspace *w, uint32_t token) {
    Slice s = {w->bytes.data + w->tokens[token].start, w->tokens[token].size};
    return s;
}

static Slice token_stem(const Workspace *w, uint32_t token) {
    Slice s = {w->bytes.data + w->stems[token].start, w->stems[token].size};
    return s;
}

static size_t count_characters(Slice s) {
    size_t n = 0;
    for (size_t at = 0; at < s.size; at += character_length(s, at)) n++;
    return n;
}

/* The last character of the first `size` bytes: where it begins. */
static size_t last_character(Slice s) {
    size_t at = s.size;
    while (at > 0 && ((unsigned char)s.data[--at] & 0xC0) == 0x80) {}
    return at;
}

/* docs/features.md, section 3. The stem is added to the workspace's bytes. */
static int add_stem(Workspace *w, Token *t, Stem *stem) {
    static const struct { const char *ending, *instead; size_t size, left; } endings[] = {
        {"ies", "y", 3, 2}, {"sses", "ss", 4, 1}, {"ing", "", 3, 3}, {"ed", "", 2, 3},
        {"ly", "", 2, 3},   {"es", "e", 2, 3},    {"s", "", 1, 3}};
    if (buffer_reserve(&w->bytes, t->size + 1)) return -1;
    char *to = w->bytes.data + w->bytes.size;
    memcpy(to, w->bytes.data + t->start, t->size);
    Slice s = {to, t->size};
    size_t letters = count_characters(s);
    for (int e = 0; e < 7; e++) {
        size_t cut = endings[e].size;
        if (s.size < cut || letters < cut + endings[e].left ||
            memcmp(to + s.size - cut, endings[e].ending, cut)) continue;
        if (e == 6 && strchr("siu", to[s.size - 2])) break;
        s.size -= cut;
        letters -= cut;
        for (const char *c = endings[e].instead; *c; c++, letters++) to[s.size++] = *c;
        if ((e == 2 || e == 3) && letters > 3) {
            size_t last = last_character(s);
            Slice before = {to, last};
            size_t other = last_character(before);
            if (s.size - last == last - other && !memcmp(to + last, to + other, last - other) &&
                !(last == s.size - 1 && strchr("lsz", to[last]))) {
                s.size = last;
                letters--;
            }
        }
        break;
    }
    if (letters > 3 && to[s.size - 1] == 'e') s.size--;
    *stem = (Stem){(uint32_t)w->bytes.size, (uint32_t)s.size};
    w->bytes.size += s.size;
    return 0;
}

static int add_kinds(Workspace *w, Token *t, const Entry *e) {
    for (int k = 0; e && k < e->n_kinds; k++) {
        int known = 0;
        for (size_t i = t->kinds; i < w->n_kinds; i++) known |= w->kinds[i] == e->kinds[k];
        if (known) continue;
        if (grow((void **)&w->kinds, &w->kinds_room, w->n_kinds + 1, sizeof *w->kinds)) return -1;
        w->kinds[w->n_kinds++] = e->kinds[k];
    }
    return 0;
}

/* What the lexicon says of a single token (docs/features.md, section 4). */
static int look_up(Workspace *w, Token *t) {
    const Model *m = w->model;
    Slice s = {w->bytes.data + t->start, t->size}, start = {s.data, 0};
    if (w->n_kinds >= NONE / 2) return -1;
    t->kinds = (uint32_t)w->n_kinds;
    uint32_t state = crc_add(m, entry_state(m, PHRASE), s.data, s.size);
    if (add_kinds(w, t, find_entry(m, PHRASE, state, &s, 1))) return -1;
    state = entry_state(m, BEGINNING);
    for (int letters = 1; start.size < s.size && letters <= m->max_beginning; letters++) {
        size_t more = character_length(s, start.size);
        state = crc_add(m, state, s.data + start.size, more);
        start.size += more;
        if (letters > 1 && add_kinds(w, t, find_entry(m, BEGINNING, state, &start, 1))) return -1;
    }
    t->n_kinds = (uint16_t)(w->n_kinds - t->kinds);
    state = crc_add(m, entry_state(m, OPENING), s.data, s.size);
    const Entry *opening = find_entry(m, OPENING, state, &s, 1);
    if (opening) t->seconds = opening->seconds;
    t->mark = t->alone[0] & 63; /* as mark_of */
    return 0;
}

static int equals(Slice s, const char *text) {
    return s.size == strlen(text) && !memcmp(s.data, text, s.size);
}

static uint16_t flags_of(Slice s) {
    size_t length;
    if (is_emoji(code_point(s, 0, &length))) return IS_EMOJI;
    if (equals(s, "!")) return IS_BANG;
    if (equals(s, "?")) return IS_ASK;
    if (equals(s, "...")) return IS_DOTS;
    if (equals(s, "0")) return IS_NUMBER;
    if (equals(s, "<url>")) return IS_URL;
    if (equals(s, "<time>")) return IS_TIME;
    return equals(s, "<user>") ? IS_USER : 0;
}

static int index_tokens(Workspace *w, uint32_t size) {
    void *room = malloc(size * sizeof *w->index);
    if (!room) return -1;
    free(w->index);
    w->index = room;
    w->index_mask = size - 1;
    for (uint32_t i = 0; i < size; i++) w->index[i].token = NONE;
    for (uint32_t t = 0; t < w->n_tokens; t++) {
        uint32_t place = w->tokens[t].hash & (size - 1);
        while (w->index[place].token != NONE) place = (place + 1) & (size - 1);
        w->index[place].token = t;
        w->index[place].hash = w->tokens[t].hash;
    }
    return 0;
}

static int make_room(Workspace *w) {
    if (w->n_tokens >= NONE / 4) return -1;
    if (w->n_tokens == w->tokens_room) {
        size_t room = w->tokens_room ? 2 * (size_t)w->tokens_room : 4096;
        size_t blocks = (size_t)w->model->n_blocks + 1;
        Token *tokens = realloc(w->tokens, room * sizeof *tokens);
        if (!tokens) return -1;
        w->tokens = tokens;
        Stem *stems = realloc(w->stems, room * sizeof *stems);
        if (!stems) return -1;
        w->stems = stems;
        uint32_t *slots = realloc(w->slots, room * blocks * sizeof *slots);
        if (!slots) return -1;
        w->slots = slots;
        w->tokens_room = (uint32_t)room;
    }
    return 2 * w->n_tokens < w->index_mask ? 0 : index_tokens(w, 2 * (w->index_mask + 1));
}

/* Adds a token that is not known yet; NONE where there is no memory. */
static uint32_t add_new_token(Workspace *w, Slice s, uint32_t hash) {
    if (make_room(w)) return NONE;
    Token *t = w->tokens + w->n_tokens;
    memset(t, 0, sizeof *t);
    t->hash = hash;
    if (s.size > NONE / 4 || w->bytes.size > NONE / 2) return NONE; /* a text of gigabytes */
    t->start = (uint32_t)w->bytes.size;
    t->size = (uint32_t)s.size;
    memcpy(t->text, s.data, s.size < AT_HAND ? s.size : AT_HAND);
    t->flags = flags_of(s);
    Stem *stem = w->stems + w->n_tokens;
    if (buffer_add(&w->bytes, s.data, s.size) || add_stem(w, t, stem)) return NONE;
    t->alone[0] = hash_alone(w->model, s.data, s.size);
    t->alone[1] = hash_alone(w->model, w->bytes.data + stem->start, stem->size);
    if (look_up(w, t)) return NONE;
    size_t blocks = (size_t)w->model->n_blocks;
    memset(w->slots + w->n_tokens * blocks, 0, blocks * sizeof *w->slots);
    uint32_t place = hash & w->index_mask;
    while (w->index[place].token != NONE) place = (place + 1) & w->index_mask;
    w->index[place].token = w->n_tokens;
    w->index[place].hash = hash;
    return w->n_tokens++;
}

/* The number of a token; NONE where there is no memory. */
static inline uint32_t number_token(Workspace *w, Slice s, uint32_t hash) {
    uint32_t place = hash & w->index_mask;
    for (; w->index[place].token != NONE; place = (place + 1) & w->index_mask) {
        if (w->index[place].hash != hash) continue;
        const Token *t = w->tokens + w->index[place].token;
        if (t->size != s.size) continue;
        const char *text = s.size <= AT_HAND ? t->text : w->bytes.data + t->start;
        if (same_bytes(text, s.data, s.size)) return w->index[place].token;
    }
    return add_new_token(w, s, hash);
}

#endif
