/* stance.model._native: the compiled scorer. See _native.pyi for what it offers. */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "digest.h"
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

/* The UTF-8 of a string; `held` keeps what it lives in. None is empty. */
static int read_text(PyObject *text, Slice *out, PyObject *held) {
    Py_ssize_t size;
    *out = (Slice){"", 0};
    if (text == Py_None) return 0;
    if (!PyUnicode_Check(text)) {
        PyErr_SetString(PyExc_TypeError, "a text that is not a str");
        return -1;
    }
    const char *data = PyUnicode_AsUTF8AndSize(text, &size);
    if (!data) { /* lone surrogates */
        PyErr_Clear();
        PyObject *bytes = PyUnicode_AsEncodedString(text, "utf-8", "surrogatepass");
        if (!bytes || PyList_Append(held, bytes)) {
            Py_XDECREF(bytes);
            return -1;
        }
        data = PyBytes_AsString(bytes);
        size = PyBytes_Size(bytes);
        Py_DECREF(bytes);
    }
    *out = (Slice){data, (size_t)size};
    return 0;
}

/* As read_text, with the text lower-cased by Python where it is not ASCII. */
static int read_lower(PyObject *text, Slice *out, Slice *lower, PyObject *held) {
    if (read_text(text, out, held)) return -1;
    *lower = *out;
    if (text == Py_None || (size_t)PyUnicode_GetLength(text) == out->size) return 0;
    PyObject *small = PyObject_CallMethod(text, "lower", NULL);
    if (!small || PyList_Append(held, small)) {
        Py_XDECREF(small);
        return -1;
    }
    int failed = read_text(small, lower, held);
    Py_DECREF(small);
    return failed;
}

/* A column as a tuple of `n` items, None where it is None. */
static PyObject *read_column(PyObject *column, Py_ssize_t n) {
    if (column == Py_None) return Py_INCREF(column), column;
    PyObject *items = PySequence_Tuple(column);
    if (items && PyTuple_Size(items) != n) {
        Py_DECREF(items);
        PyErr_SetString(PyExc_ValueError, "columns of different lengths");
        return NULL;
    }
    return items;
}

static PyObject *item_of(PyObject *column, Py_ssize_t i) {
    return column == Py_None ? Py_None : PyTuple_GetItem(column, i);
}

static int read_comments(PyObject **columns, Py_ssize_t n, Comment *comments, PyObject *held) {
    for (Py_ssize_t i = 0; i < n; i++) {
        Comment *c = comments + i;
        Slice headline;
        PyObject *parent = item_of(columns[1], i), *depth = item_of(columns[3], i);
        c->has_parent = parent != Py_None;
        if (read_lower(item_of(columns[0], i), &c->text, &c->lower, held) ||
            read_lower(parent, &c->parent, &c->parent_lower, held) ||
            read_lower(item_of(columns[2], i), &headline, &c->headline_lower, held)) return -1;
        if (depth != Py_None) {
            long value = PyLong_AsLong(depth);
            if (value == -1 && PyErr_Occurred()) return -1;
            c->depth = value < -1 ? -1 : value > 4 ? 4 : (int)value;
        }
    }
    return 0;
}

static PyObject *list_reasons(const Reason *reasons, int n) {
    PyObject *list = PyList_New(n);
    for (int i = 0; list && i < n; i++) {
        PyObject *pair = Py_BuildValue("(Id)", reasons[i].feature, reasons[i].weight);
        if (!pair || PyList_SetItem(list, i, pair)) {
            Py_DECREF(list);
            return NULL;
        }
    }
    return list;
}

/* Scores without the interpreter; -1 where there is no memory. */
static int score_all(Workspace *w, const Comment *comments, Py_ssize_t n, double *out,
                     Reason *reasons, int *found, int most) {
    size_t width = (size_t)w->model->width;
    for (Py_ssize_t i = 0; i < n; i++) {
        if (score_comment(w, comments + i, out + (size_t)i * width, most > 0)) return -1;
        if (most) found[i] = find_reasons(w, reasons + (size_t)i * most, most);
    }
    return 0;
}

static Workspace *take_workspace(Engine *e) {
    Workspace *w = e->idle;
    if (!w) return workspace_new(&e->model);
    e->idle = w->next;
    return w;
}

static PyObject *score_columns(Engine *e, PyObject **columns, Py_ssize_t n, int most) {
    size_t width = (size_t)e->model.width, room = (size_t)n + 1;
    Comment *comments = calloc(room, sizeof *comments);
    Reason *reasons = most ? malloc(room * most * sizeof *reasons) : NULL;
    int *found = calloc(room, sizeof *found);
    PyObject *held = PyList_New(0), *result = NULL, *lists = NULL;
    PyObject *bytes = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)((size_t)n * width * 8));
    Workspace *w = take_workspace(e);
    if (!comments || !found || (most && !reasons) || !w) {
        PyErr_NoMemory();
        goto done;
    }
    if (!held || !bytes || read_comments(columns, n, comments, held)) goto done;
    int failed;
    double *out = (double *)PyBytes_AsString(bytes);
    Py_BEGIN_ALLOW_THREADS
    failed = score_all(w, comments, n, out, reasons, found, most);
    Py_END_ALLOW_THREADS
    if (failed) {
        workspace_free(w); /* half-read tokens must not be remembered */
        w = NULL;
        PyErr_NoMemory();
        goto done;
    }
    lists = PyList_New(most ? n : 0);
    for (Py_ssize_t i = 0; lists && most && i < n; i++) {
        PyObject *list = list_reasons(reasons + (size_t)i * most, found[i]);
        if (!list || PyList_SetItem(lists, i, list)) goto done;
    }
    if (lists) result = PyTuple_Pack(2, bytes, lists);
done:
    if (w) {
        w->next = e->idle;
        e->idle = w;
    }
    free(comments);
    free(reasons);
    free(found);
    Py_XDECREF(held);
    Py_XDECREF(lists);
    Py_XDECREF(bytes);
    return result;
}

static PyObject *engine_score(PyObject *self, PyObject *args) {
    PyObject *given[4], *columns[4] = {NULL, NULL, NULL, NULL}, *result = NULL;
    int most;
    if (!PyArg_ParseTuple(args, "OOOOi", &given[0], &given[1], &given[2], &given[3], &most)) {
        return NULL;
    }
    if (!((Engine *)self)->ready) {
        PyErr_SetString(PyExc_ValueError, "no model");
        return NULL;
    }
    most = most < 0 ? 0 : most > MOST_REASONS ? MOST_REASONS : most;
    columns[0] = PySequence_Tuple(given[0]);
    if (!columns[0]) return NULL;
    Py_ssize_t n = PyTuple_Size(columns[0]);
    for (int c = 1; c < 4; c++) {
        columns[c] = read_column(given[c], n);
        if (!columns[c]) goto done;
    }
    result = score_columns((Engine *)self, columns, n, most);
done:
    for (int c = 0; c < 4; c++) Py_XDECREF(columns[c]);
    return result;
}

/* A tuple of bytes as slices, which live as long as it does. */
static int read_slices(PyObject *items, Slice **out, int *size) {
    Py_ssize_t n = PyTuple_Check(items) ? PyTuple_Size(items) : -1;
    if (n < 0 || n > 1 << 30) {
        PyErr_SetString(PyExc_TypeError, "parts of lines that are no tuple of bytes");
        return -1;
    }
    *out = calloc((size_t)n + 1, sizeof **out);
    if (!*out) return PyErr_NoMemory(), -1;
    for (Py_ssize_t i = 0; i < n; i++) {
        char *data;
        Py_ssize_t length;
        if (PyBytes_AsStringAndSize(PyTuple_GetItem(items, i), &data, &length)) return -1;
        (*out)[i] = (Slice){data, (size_t)length};
    }
    *size = (int)n;
    return 0;
}

static void style_free(Style *y) {
    free(y->stances);
    free(y->probabilities);
    free(y->moderation);
    free(y->bands);
    free(y->blocks);
    free(y->least);
}

static int read_style(const Model *m, PyObject *parts, Style *y) {
    PyObject *stances, *probabilities, *moderation, *bands, *least, *blocks;
    const char *nothing, *end;
    Py_ssize_t nothing_size, end_size, n_least;
    int n_probabilities, n_names, n_blocks, n_parts;
    if (!PyArg_ParseTuple(parts, "iOOiOOOOy#y#", &y->stance_at, &stances, &probabilities,
                          &y->moderation_at, &moderation, &bands, &least, &blocks, &nothing,
                          &nothing_size, &end, &end_size)) return -1;
    if (read_slices(stances, &y->stances, &y->n_stances) ||
        read_slices(probabilities, &y->probabilities, &n_probabilities) ||
        read_slices(moderation, &y->moderation, &n_names) ||
        read_slices(bands, &y->bands, &n_parts) || read_slices(blocks, &y->blocks, &n_blocks) ||
        read_doubles(least, &y->least, &n_least)) return -1;
    y->nothing = (Slice){nothing, (size_t)nothing_size};
    y->end = (Slice){end, (size_t)end_size};
    y->n_bands = (int)n_least;
    y->n_moderation = n_names;
    int sound = y->n_stances >= 1 && y->n_stances <= MOST_CLASSES && n_names >= 1 &&
                n_probabilities == y->n_stances && n_parts == y->n_bands + 1 &&
                n_blocks == m->n_blocks && y->stance_at >= 0 && y->moderation_at >= 0 &&
                y->stance_at + y->n_stances <= m->width && y->moderation_at <= m->width &&
                (n_names == 1 || y->moderation_at + n_names <= m->width);
    return sound ? 0 : CORRUPT("parts of lines that do not fit the model");
}

/* Scores and writes without the interpreter: -1 where there is no memory, 1 for a weight that
 * only Python can write. */
static int write_all(Workspace *w, const Style *y, const Comment *comments, const Slice *heads,
                     Py_ssize_t n, int most, Buffer *out) {
    const Model *m = w->model;
    double *p = malloc(((size_t)m->width + 1) * sizeof *p);
    Reason reasons[MOST_REASONS];
    int failed = p ? 0 : -1, found = 0;
    for (Py_ssize_t i = 0; i < n && !failed; i++) {
        failed = score_comment(w, comments + i, p, most > 0);
        if (failed) break;
        if (most) found = find_reasons(w, reasons, most);
        if (found && !(reasons[0].weight < LARGEST_WEIGHT)) failed = 1;
        else failed = add_line(out, m, y, heads[i], comments[i].text, p, reasons, found);
    }
    free(p);
    return failed;
}

static PyObject *write_columns(Engine *e, PyObject **columns, Py_ssize_t n, int most,
                               const Style *y, const Slice *heads) {
    Comment *comments = calloc((size_t)n + 1, sizeof *comments);
    PyObject *held = PyList_New(0), *result = NULL;
    Workspace *w = take_workspace(e);
    Buffer out = {0};
    int failed = -1;
    if (!comments || !w) PyErr_NoMemory();
    else if (held && !read_comments(columns, n, comments, held)) {
        Py_BEGIN_ALLOW_THREADS
        failed = write_all(w, y, comments, heads, n, most, &out);
        Py_END_ALLOW_THREADS
        if (failed > 0) result = (Py_INCREF(Py_None), Py_None);
        else if (failed) PyErr_NoMemory();
        else result = PyBytes_FromStringAndSize(out.data, (Py_ssize_t)out.size);
    }
    if (w && failed < 0) {
        workspace_free(w); /* half-read tokens must not be remembered */
    } else if (w) {
        w->next = e->idle;
        e->idle = w;
    }
    free(out.data);
    free(comments);
    Py_XDECREF(held);
    return result;
}

static PyObject *engine_write(PyObject *self, PyObject *args) {
    PyObject *given[4], *columns[4] = {NULL, NULL, NULL, NULL}, *result = NULL, *heads, *parts;
    Style style = {0};
    Slice *slices = NULL;
    int most, n_heads;
    if (!PyArg_ParseTuple(args, "OOOOiOO", &given[0], &given[1], &given[2], &given[3], &most,
                          &heads, &parts)) return NULL;
    if (!((Engine *)self)->ready) {
        PyErr_SetString(PyExc_ValueError, "no model");
        return NULL;
    }
    most = most < 0 ? 0 : most > MOST_REASONS ? MOST_REASONS : most;
    columns[0] = PySequence_Tuple(given[0]);
    heads = PySequence_Tuple(heads);
    if (!columns[0] || !heads) goto done;
    Py_ssize_t n = PyTuple_Size(columns[0]);
    for (int c = 1; c < 4; c++) {
        columns[c] = read_column(given[c], n);
        if (!columns[c]) goto done;
    }
    if (read_style(&((Engine *)self)->model, parts, &style) ||
        read_slices(heads, &slices, &n_heads)) goto done;
    if (n_heads != n) PyErr_SetString(PyExc_ValueError, "columns of different lengths");
    else result = write_columns((Engine *)self, columns, n, most, &style, slices);
done:
    style_free(&style);
    free(slices);
    Py_XDECREF(heads);
    for (int c = 0; c < 4; c++) Py_XDECREF(columns[c]);
    return result;
}

static PyMethodDef methods[] = {
    {"write", engine_write, METH_VARARGS,
     "write(texts, parents, headlines, depths, reasons, heads, parts) -> lines of JSON as bytes, "
     "None where only Python can write them"},
    {"score", engine_score, METH_VARARGS,
     "score(texts, parents, headlines, depths, reasons) -> (probabilities as doubles, reasons)"},
    {NULL, NULL, 0, NULL}};

static PyType_Slot slots[] = {{Py_tp_dealloc, (void *)engine_dealloc},
                              {Py_tp_init, (void *)engine_init},
                              {Py_tp_new, (void *)PyType_GenericNew},
                              {Py_tp_methods, methods},
                              {0, NULL}};

static PyType_Spec spec = {"stance.model._native.Engine", sizeof(Engine), 0, Py_TPFLAGS_DEFAULT,
                           slots};

static int module_exec(PyObject *module) {
    for (int i = 0; i < KNOWN_LOGS; i++) logs[i] = 1 + log(i ? i : 1);
    PyObject *type = PyType_FromSpec(&spec);
    if (!type) return -1;
    int failed = PyModule_AddObjectRef(module, "Engine", type);
    Py_DECREF(type);
    return failed;
}

static PyObject *module_digest(PyObject *module, PyObject *data) {
    (void)module;
    char digits[64];
    Py_buffer view;
    if (!can_digest()) Py_RETURN_NONE;
    if (PyObject_GetBuffer(data, &view, PyBUF_SIMPLE)) return NULL;
    Slice text = {view.buf, (size_t)view.len};
    digest(text, digits);
    PyBuffer_Release(&view);
    return PyUnicode_FromStringAndSize(digits, 64);
}

static PyMethodDef functions[] = {
    {"digest", module_digest, METH_O,
     "digest(data) -> the SHA-256 as hexadecimal digits, None where hashlib is quicker"},
    {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)module_exec}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "stance.model._native", "The compiled scorer.", 0, functions, module_slots,
    NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
