/* The tokeniser of docs/features.md, section 2. */
#ifndef STANCE_READING_H
#define STANCE_READING_H

#include "tokens.h"

#define NUMBERED_AHEAD 6  /* words whose tokens are fetched before they are needed */

static int starts_with(Slice s, size_t at, const char *text) {
    size_t size = strlen(text);
    return s.size - at >= size && !memcmp(s.data + at, text, size);
}

static inline int begins_address(Slice s, size_t at) {
    if (s.data[at] == 'h') return starts_with(s, at, "http://") || starts_with(s, at, "https://");
    return s.data[at] == 'w' && starts_with(s, at, "www.");
}

static int continues_time(Slice s, size_t at) {
    return s.size - at > 2 && s.data[at] == ':' && is_digit((unsigned char)s.data[at + 1]) &&
           is_digit((unsigned char)s.data[at + 2]);
}

/* The end of the number that was read to `word` from `start` on, and goes on at `at`. */
static size_t read_number(Slice s, size_t at, Buffer *word, size_t start) {
    if (word->size - start <= 2 && continues_time(s, at)) {
        at += 3;
        if (continues_time(s, at)) at += 3;
        word->size = start;
        buffer_add(word, "<time>", 6);
        return at;
    }
    int grouped = 0;
    while (at + 1 < s.size && (s.data[at] == '.' || s.data[at] == ',') &&
           is_digit((unsigned char)s.data[at + 1])) {
        grouped = 1;
        for (at++; at < s.size && is_digit((unsigned char)s.data[at]); at++) {}
    }
    const char *digits = word->data + start;
    int year = !grouped && word->size - start == 4 &&
               (!memcmp(digits, "19", 2) || !memcmp(digits, "20", 2));
    if (!year) {
        word->size = start;
        buffer_add(word, "0", 1);
    }
    return at;
}

/* Reads the word that begins at `at` to the end of `word` (which has room for all of the text);
 * returns where it ends. */
static size_t read_any_word(Slice s, size_t at, Buffer *word) {
    const size_t start = word->size;
    if (begins_address(s, at)) {
        for (; at < s.size; at++) {
            unsigned char c = (unsigned char)s.data[at];
            if (c <= ' ' || c == ')' || c == ']' || c == '>' || c == '"') break;
        }
        buffer_add(word, "<url>", 5);
        return at;
    }
    uint32_t last = 0, before = 0; /* neither is a word character */
    int number = 1;
    while (at < s.size) {
        size_t length;
        uint32_t c = code_point(s, at, &length);
        if (is_word_character(c)) {
            if (last != c || before != c || is_digit(c)) {
                for (size_t i = 0; i < length; i++) word->data[word->size++] = s.data[at + i];
                before = last;
                last = c;
            }
            number &= is_digit(c);
        } else {
            size_t next;
            if (!is_apostrophe(c) || at + length >= s.size ||
                !is_word_character(code_point(s, at + length, &next))) break;
        }
        at += length;
    }
    return number ? read_number(s, at, word, start) : at;
}

/* As above; `out` is the word. Most words are as they stand in the text, and are not copied. */
static inline size_t read_word(Slice s, size_t at, Buffer *word, Slice *out) {
    const unsigned char *p = (const unsigned char *)s.data;
    size_t start = at;
    if (!is_digit(p[at]) && !begins_address(s, at)) {
        while (at < s.size && byte_class[p[at]] & IN_WORD) at++;
        int as_it_is = at == s.size || !(byte_class[p[at]] & (IS_APOSTROPHE | NOT_ASCII));
        for (size_t i = start + 2; i < at; i++) {
            as_it_is &= p[i] != p[i - 1] || p[i] != p[i - 2];
        }
        if (as_it_is) {
            *out = (Slice){s.data + start, at - start};
            return at;
        }
    }
    size_t before = word->size;
    at = read_any_word(s, start, word);
    *out = (Slice){word->data + before, word->size - before};
    return at;
}

static int add_word(Workspace *w, Reading *r, Slice word, uint32_t clause, uint32_t sentence) {
    if (r->size == r->room) {
        size_t room = r->room ? 2 * r->room : 256;
        uint32_t **arrays[] = {&r->tokens, &r->clauses, &r->sentences};
        for (int i = 0; i < 3; i++) {
            uint32_t *grown = realloc(*arrays[i], room * sizeof *grown);
            if (!grown) return -1;
            *arrays[i] = grown;
        }
        r->room = room;
    }
    if (r->size == w->words_room) {
        size_t room = r->room;
        Word *words = realloc(w->words, room * sizeof *words);
        if (!words) return -1;
        w->words = words;
        uint32_t *likely = realloc(w->likely, room * sizeof *likely);
        if (!likely) return -1;
        w->likely = likely;
        w->words_room = room;
    }
    uint32_t hash = hash_word(w->seed, word.data, word.size);
    FETCH(w->index + (hash & w->index_mask));
    w->words[r->size] = (Word){word, hash};
    r->clauses[r->size] = clause;
    r->sentences[r->size++] = sentence;
    return 0;
}

/* Numbers the words that were read; -1 where there is no memory. Each waits for the memory of its
 * token: it is asked for some words before. */
static int number_words(Workspace *w, Reading *r) {
    for (size_t i = 0; i < r->size; i++) {
        if (i + NUMBERED_AHEAD < r->size) {
            uint32_t next = w->words[i + NUMBERED_AHEAD].hash & w->index_mask;
            if (w->index[next].token != NONE) FETCH(w->tokens + w->index[next].token);
        }
        r->tokens[i] = number_token(w, w->words[i].text, w->words[i].hash);
        if (r->tokens[i] == NONE) return -1;
    }
    return 0;
}

/* Reads one emoji, or two regional letters; the word stays empty where it repeats the token
 * just before. */
static size_t read_emoji(const Workspace *w, const Reading *r, Slice s, size_t at, Slice *word) {
    size_t length, more;
    uint32_t c = code_point(s, at, &length);
    if (c >= 0x1F1E6 && c <= 0x1F1FF && at + length < s.size) {
        uint32_t next = code_point(s, at + length, &more);
        if (next >= 0x1F1E6 && next <= 0x1F1FF) length += more;
    }
    Slice emoji = {s.data + at, length};
    if (r->size) {
        Slice last = w->words[r->size - 1].text;
        if (last.size == length && !memcmp(last.data, emoji.data, length)) emoji.size = 0;
    }
    *word = emoji;
    return at + length;
}

/* Reads `!` and `?`, or dots, from `at`; returns where they end. */
static size_t read_marks(Slice s, size_t at, Slice *word) {
    *word = (Slice){"!", 1};
    for (; at < s.size && (s.data[at] == '!' || s.data[at] == '?'); at++) {
        if (s.data[at] == '?') word->data = "?";
    }
    return at;
}

static size_t read_dots(Slice s, size_t at, Slice *word) {
    *word = (Slice){"...", 3};
    while (at < s.size) {
        if (s.data[at] == '.') at++;
        else if (starts_with(s, at, "\xE2\x80\xA6")) at += 3;
        else break;
    }
    return at;
}

/* The tokens of a lower-cased field. */
static int tokenize(Workspace *w, Reading *r, Slice s) {
    r->size = 0;
    w->word.size = 0;
    /* All words stay until they are numbered; the longest against its text is `<time>`. */
    if (s.size > SIZE_MAX / 4 || buffer_reserve(&w->word, 2 * s.size + 8)) return -1;
    uint32_t clause = 0, sentence = 0;
    size_t at = 0;
    while (at < s.size) {
        size_t length, more;
        uint32_t c = code_point(s, at, &length);
        Slice word = {NULL, 0};
        int mark = 0;
        if (c < 0x80 && !byte_class[c] && c != '@' && c != '#') { /* a space, mostly */
            at++;
            continue;
        }
        if (is_word_character(c)) {
            at = read_word(s, at, &w->word, &word);
        } else if (c == '!' || c == '?') {
            at = read_marks(s, at, &word);
            mark = 1;
        } else if (c == 0x2026 || (c == '.' && at + 1 < s.size && s.data[at + 1] == '.')) {
            at = read_dots(s, at, &word);
            mark = 1;
        } else if (is_emoji(c)) {
            at = read_emoji(w, r, s, at, &word);
        } else if ((c == '@' || c == '#') && at + 1 < s.size &&
                   is_word_character(code_point(s, at + 1, &more))) {
            at = read_word(s, at + 1, &w->word, &word);
            if (c == '@') word = (Slice){"<user>", 6};
        } else {
            at += length;
        }
        if (word.size && add_word(w, r, word, clause, sentence)) return -1;
        int ends = mark || (!word.size && ends_clause(c));
        if (ends && r->size) {
            if (r->clauses[r->size - 1] == clause) clause++;
            if ((mark || ends_sentence(c)) && r->sentences[r->size - 1] == sentence) sentence++;
        }
    }
    return number_words(w, r);
}

#endif
