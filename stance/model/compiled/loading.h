/* A model from its parts, which Python hands over (stance/model/native.py): all are tested. */
#ifndef STANCE_LOADING_H
#define STANCE_LOADING_H

#include "lines.h"

#define CORRUPT(what) (PyErr_SetString(PyExc_ValueError, what), -1)

typedef struct {
    PyObject_HEAD
    Py_buffer views[4];
    int n_views, ready;
    Model model;
    Workspace *idle;
} Engine;

static void engine_dealloc(PyObject *self) {
    Engine *e = (Engine *)self;
    PyTypeObject *type = Py_TYPE(self);
    while (e->idle) {
        Workspace *next = e->idle->next;
        workspace_free(e->idle);
        e->idle = next;
    }
    model_free(&e->model);
    for (int i = 0; i < e->n_views; i++) PyBuffer_Release(&e->views[i]);
    freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
    release(self);
    Py_DECREF(type);
}

static int read_doubles(PyObject *list, double **out, Py_ssize_t *size) {
    PyObject *items = PySequence_Tuple(list);
    if (!items) return -1;
    *size = PyTuple_Size(items);
    *out = malloc(((size_t)*size + 1) * sizeof **out);
    int failed = !*out;
    if (failed) PyErr_NoMemory();
    for (Py_ssize_t i = 0; !failed && i < *size; i++) {
        (*out)[i] = PyFloat_AsDouble(PyTuple_GetItem(items, i));
        failed = PyErr_Occurred() != NULL;
    }
    Py_DECREF(items);
    return failed ? -1 : 0;
}

/* Adds bytes to the model's names; their offset stands for them until all are there. */
static int read_name(Model *m, PyObject *bytes, Slice *out) {
    char *data;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(bytes, &data, &size)) return -1;
    out->data = (const char *)(uintptr_t)m->names.size;
    out->size = (size_t)size;
    if (buffer_add(&m->names, data, (size_t)size)) return PyErr_NoMemory(), -1;
    return 0;
}

static int read_entry(Model *m, PyObject *item, enum Role role, Entry *e) {
    PyObject *bytes, *kinds;
    int length;
    if (!PyArg_ParseTuple(item, "SiO", &bytes, &length, &kinds)) return -1;
    if (read_name(m, bytes, &e->text)) return -1;
    e->role = (uint8_t)role;
    if (role == BEGINNING && length > m->max_beginning) m->max_beginning = length;
    PyObject *numbers = PySequence_Tuple(kinds);
    if (!numbers) return -1;
    Py_ssize_t n = PyTuple_Size(numbers);
    int failed = n > MOST_KINDS;
    e->kinds = malloc(((size_t)n + 1) * sizeof *e->kinds);
    for (Py_ssize_t i = 0; e->kinds && !failed && i < n; i++) {
        long kind = PyLong_AsLong(PyTuple_GetItem(numbers, i));
        failed = kind < 0 || kind >= m->n_kinds;
        e->kinds[i] = (uint16_t)kind;
    }
    Py_DECREF(numbers);
    e->n_kinds = (uint16_t)(failed ? 0 : n);
    if (!e->kinds) return PyErr_NoMemory(), -1;
    return failed ? CORRUPT("an entry of no known kind") : 0;
}

static int read_kinds(Model *m, PyObject *kinds) {
    PyObject *items = PySequence_Tuple(kinds);
    if (!items) return -1;
    Py_ssize_t n = PyTuple_Size(items);
    int failed = n > MOST_KINDS ? CORRUPT("too many kinds of words") : 0;
    m->kinds = calloc((size_t)n + 1, sizeof *m->kinds);
    if (!m->kinds) failed = (PyErr_NoMemory(), -1);
    m->not_kind = -1;
    for (int o = 0; o < N_OPENERS; o++) m->openers[o] = -1;
    for (Py_ssize_t i = 0; !failed && i < n; i++) {
        failed = read_name(m, PyTuple_GetItem(items, i), &m->kinds[i]);
        if (failed) break;
        Slice name = {m->names.data + (uintptr_t)m->kinds[i].data, m->kinds[i].size};
        if (equals(name, "not")) m->not_kind = (int)i;
        for (int o = 0; o < N_OPENERS; o++) {
            if (equals(name, OPENERS[o])) m->openers[o] = (int)i;
        }
    }
    m->n_kinds = (int)n;
    Py_DECREF(items);
    return failed;
}

/* The lexicon: for a phrase of several tokens its first token is an entry as well. */
static int read_lexicon(Model *m, PyObject *phrases, PyObject *beginnings) {
    PyObject *lists[2] = {PySequence_Tuple(phrases), PySequence_Tuple(beginnings)};
    int failed = !lists[0] || !lists[1] ? -1 : 0;
    size_t n = 0;
    for (int l = 0; l < 2 && !failed; l++) n += 2 * (size_t)PyTuple_Size(lists[l]);
    if (!failed && n > NONE / 8) failed = CORRUPT("too many words");
    if (!failed && !(m->entries = calloc(n + 1, sizeof *m->entries))) {
        failed = (PyErr_NoMemory(), -1);
    }
    for (int l = 0; l < 2 && !failed; l++) {
        for (Py_ssize_t i = 0; i < PyTuple_Size(lists[l]) && !failed; i++) {
            Entry *e = m->entries + m->n_entries++;
            failed = read_entry(m, PyTuple_GetItem(lists[l], i), l ? BEGINNING : PHRASE, e);
            if (failed || l) continue;
            const char *text = m->names.data + (uintptr_t)e->text.data;
            const char *space = e->text.size ? memchr(text, ' ', e->text.size) : NULL;
            if (!space) continue;
            Entry *opening = m->entries + m->n_entries++;
            opening->role = OPENING;
            opening->text = (Slice){e->text.data, (size_t)(space - text)};
            Slice second = {space + 1, e->text.size - (size_t)(space + 1 - text)};
            const char *end = second.size ? memchr(second.data, ' ', second.size) : NULL;
            if (end) second.size = (size_t)(end - second.data);
            opening->seconds = 1ull << mark_of(m, second);
        }
    }
    Py_XDECREF(lists[0]);
    Py_XDECREF(lists[1]);
    if (failed) return -1;
    for (int k = 0; k < m->n_kinds; k++) {
        m->kinds[k].data = m->names.data + (uintptr_t)m->kinds[k].data;
    }
    for (uint32_t i = 0; i < m->n_entries; i++) {
        m->entries[i].text.data = m->names.data + (uintptr_t)m->entries[i].text.data;
    }
    return index_entries(m) ? (PyErr_NoMemory(), -1) : 0;
}

static int is_sound(const Block *b) {
    int runs = b->kind == WORDS || b->kind == CHARS;
    return b->kind >= WORDS && b->kind <= POSITION && b->field >= 0 && b->field < FIELDS &&
           (b->kind != CROSS || b->field < 2) && b->reach >= 0 && b->reach < 1 << 20 &&
           (!runs || (b->min >= 1 && b->min <= b->max)) &&
           (b->kind != WORDS || b->max <= MOST_WORDS) && b->max <= 1 << 20;
}

static int read_blocks(Model *m, PyObject *blocks, PyObject *firsts) {
    double *starts = NULL;
    Py_ssize_t n_starts;
    PyObject *items = PySequence_Tuple(blocks);
    if (!items || read_doubles(firsts, &starts, &n_starts)) {
        Py_XDECREF(items);
        free(starts);
        return -1;
    }
    Py_ssize_t n = PyTuple_Size(items);
    int failed = n > MOST_BLOCKS || n_starts != n + 1 || starts[0] != 0 ||
                         starts[n] != m->n_features
                     ? CORRUPT("its blocks do not fit its features")
                     : 0;
    m->blocks = calloc((size_t)n + 1, sizeof *m->blocks);
    if (!m->blocks && !failed) failed = (PyErr_NoMemory(), -1);
    for (Py_ssize_t i = 0; !failed && i < n; i++) {
        Block *b = m->blocks + m->n_blocks++;
        if (!PyArg_ParseTuple(PyTuple_GetItem(items, i), "iiiiiiiid", &b->kind, &b->field, &b->min,
                              &b->max, &b->stem, &b->reach, &b->sublinear, &b->normalize,
                              &b->scale)) failed = -1;
        else if (!is_sound(b)) failed = CORRUPT("a block that there cannot be");
        else if (!(starts[i] >= 0 && starts[i] <= starts[i + 1] &&
                   starts[i + 1] <= m->n_features)) failed = CORRUPT("blocks out of order");
        if (failed) break;
        if (b->kind != WORDS) b->stem = 0;
        b->first = (uint32_t)starts[i];
        b->last = (uint32_t)starts[i + 1];
        b->state = crc_byte(m, 0xFFFFFFFFu, (unsigned char)i);
        if (fix_features(m, b) || (b->kind == WORDS && b->max > 1 && note_runs(m, b))) failed = (PyErr_NoMemory(), -1);
    }
    free(starts);
    Py_DECREF(items);
    return failed;
}

static int read_heads(Model *m, PyObject *biases, PyObject *temperatures, PyObject *heads) {
    Py_ssize_t width, n_temperatures, n_heads;
    double *sizes = NULL, total = 0;
    if (read_doubles(biases, &m->biases, &width) ||
        read_doubles(temperatures, &m->temperatures, &n_temperatures) ||
        read_doubles(heads, &sizes, &n_heads)) {
        free(sizes);
        return -1;
    }
    int failed = n_heads != n_temperatures || !n_heads || n_heads > 1024 || width > 1 << 16;
    m->heads = calloc((size_t)n_heads + 1, sizeof *m->heads);
    for (Py_ssize_t h = 0; h < n_heads && !failed && m->heads; h++) {
        failed = !(sizes[h] >= 1 && sizes[h] <= width) || !(m->temperatures[h] > 0);
        m->heads[h] = failed ? 0 : (int)sizes[h];
        total += sizes[h];
    }
    free(sizes);
    if (!m->heads) return PyErr_NoMemory(), -1;
    m->n_heads = (int)n_heads;
    m->width = (int)width;
    return failed || total != (double)width ? CORRUPT("its heads do not fit together") : 0;
}

/* Whether the arrays fit each other, so that no number in them leads outside. */
static int check_arrays(Engine *e) {
    Model *m = &e->model;
    const Py_buffer *keys = &e->views[0], *ends = &e->views[1], *table = &e->views[2];
    const Py_buffer *rows = &e->views[3];
    uint64_t slots = (uint64_t)table->len / 4, n = (uint64_t)ends->len / 4;
    for (int i = 1; i < 4; i++) {
        if (e->views[i].len % 4 || (uintptr_t)e->views[i].buf % 4) {
            return CORRUPT("an array of odd size or place");
        }
    }
    if (!n || n > NONE / 8 || !slots || slots > NONE || slots & (slots - 1)) {
        return CORRUPT("arrays of impossible sizes");
    }
    n--;
    if ((uint64_t)rows->len != n * ((uint64_t)m->width + 1) * 4 || slots <= n) {
        return CORRUPT("its parts do not fit together");
    }
    m->keys = keys->buf;
    m->ends = ends->buf;
    m->table = table->buf;
    m->rows = rows->buf;
    m->n_features = (uint32_t)n;
    m->mask = (uint32_t)slots - 1;
    for (m->low = 0; m->low < n; m->low = m->low * 2 + 1) {}
    for (uint64_t i = 0; i < n; i++) {
        if (m->ends[i] > m->ends[i + 1]) return CORRUPT("keys out of order");
    }
    if (m->ends[0] || m->ends[n] != (uint64_t)keys->len) return CORRUPT("keys cut off");
    for (uint64_t i = 0; i < slots; i++) {
        if ((m->table[i] & m->low) > n) return CORRUPT("a place of no feature");
        if (m->table[i] && !(m->table[i] & m->low)) return CORRUPT("a place of no feature");
    }
    return 0;
}

static int engine_init(PyObject *self, PyObject *args, PyObject *named) {
    Engine *e = (Engine *)self;
    PyObject *views[4], *firsts, *biases, *temperatures, *heads, *blocks, *kinds, *phrases, *starts;
    if (named && PyDict_Size(named)) {
        PyErr_SetString(PyExc_TypeError, "no named arguments");
        return -1;
    }
    if (!PyArg_ParseTuple(args, "OOOOOOOOOOOO", &views[0], &views[1], &views[2], &views[3], &firsts,
                          &biases, &temperatures, &heads, &blocks, &kinds, &phrases, &starts)) {
        return -1;
    }
    if (e->n_views) return CORRUPT("made already");
    for (; e->n_views < 4; e->n_views++) {
        if (PyObject_GetBuffer(views[e->n_views], &e->views[e->n_views], PyBUF_SIMPLE)) return -1;
    }
    crc_fill(e->model.crc);
    if (buffer_reserve(&e->model.names, 1)) return PyErr_NoMemory(), -1;
    if (read_heads(&e->model, biases, temperatures, heads) || check_arrays(e) ||
        read_kinds(&e->model, kinds) || read_lexicon(&e->model, phrases, starts)) return -1;
    if (read_blocks(&e->model, blocks, firsts)) return -1;
    e->ready = 1;
    return 0;
}

#endif
