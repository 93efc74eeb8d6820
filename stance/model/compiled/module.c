/* stance.model._native: the compiled scorer. See _native.pyi for what it offers. */
#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "columns.h"
#include "digest.h"
#include "rows.h"

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
    {"read_rows", module_read_rows, METH_VARARGS,
     "read_rows(lines, number, unusual) -> what each line says, see _native.pyi"},
    {NULL, NULL, 0, NULL}};

static PyModuleDef_Slot module_slots[] = {{Py_mod_exec, (void *)module_exec}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "stance.model._native", "The compiled scorer.", 0, functions, module_slots,
    NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__native(void) { return PyModuleDef_Init(&definition); }
