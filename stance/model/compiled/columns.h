/* Columns of comments from Python, and what is said of them for Python. */
#ifndef STANCE_COLUMNS_H
#define STANCE_COLUMNS_H

#include "loading.h"

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

/* Whether all that is not ASCII is punctuation, symbols and emoji, which have no small forms: so it
 * is in most texts that are not ASCII. */
static int is_caseless(Slice s) {
    for (size_t at = 0, length; at < s.size; at += length) {
        uint32_t c = code_point(s, at, &length);
        if (c >= 0x80 && !(c >= 0x2000 && c < 0x2100) && !(c >= 0x2190 && c < 0x2460) &&
            !(c >= 0x2500 && c < 0x2C00) && !(c >= 0xFE00 && c < 0xFE10) &&
            !(c >= 0x1F000 && c < 0x1FB00)) return 0;
    }
    return 1;
}

/* As read_text, with the text lower-cased by Python where that is for Python to know. */
static int read_lower(PyObject *text, Slice *out, Slice *lower, PyObject *held) {
    if (read_text(text, out, held)) return -1;
    *lower = *out;
    if (text == Py_None || (size_t)PyUnicode_GetLength(text) == out->size) return 0;
    if (is_caseless(*out)) return 0;
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
            int beyond; /* the least and the most that there can be are as good as more */
            long value = PyLong_AsLongAndOverflow(depth, &beyond);
            if (value == -1 && PyErr_Occurred()) return -1;
            if (beyond) value = beyond < 0 ? -1 : 4;
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

static Workspace *take_workspace(Engine *e) {
    Workspace *w = e->idle;
    if (!w) return workspace_new(&e->model);
    e->idle = w->next;
    return w;
}

#endif
