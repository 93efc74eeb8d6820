/* Rows of comments, as stance/scoring/rows.py and source.py make them, from lines of JSON or text. */
#ifndef STANCE_ROWS_H
#define STANCE_ROWS_H

#include "json.h"
#include "columns.h"

/* The fields that place a comment. A row holds those of them that its line has. */
enum Place { TEXT, ID, REPLY_TO, PARENT_TEXT, HEADLINE_TEXT, SOURCE, DEPTH, PLACES_OF_ROW };
static const char *const PLACE_NAMES[] = {"text", "id", "reply_to", "parent_text", "headline",
                                          "source", "depth"};
#define MOST_DEPTH_DIGITS 9

/* The value of such a field, NULL where Python must read the row (or an error is set). */
static PyObject *read_place(enum Place place, const char *p, const char *end, Buffer *scratch) {
    Slice inside = {p, (size_t)(end - p)};
    if (*p == 'n' && place != TEXT && place != ID) return Py_INCREF(Py_None), Py_None;
    if (place == DEPTH) {
        long depth = 0;
        if (inside.size > MOST_DEPTH_DIGITS) return NULL;
        for (size_t i = 0; i < inside.size; i++) {
            if (!is_digit((unsigned char)p[i])) return NULL;
            depth = 10 * depth + (p[i] - '0');
        }
        return PyLong_FromLong(depth);
    }
    int escaped;
    if (*p != '"' || !skip_string(p + 1, end, &inside, &escaped)) return NULL;
    if (!inside.size && (place == ID || place == REPLY_TO)) return NULL;
    if (escaped) {
        int failed = unescape(inside, scratch);
        if (failed < 0) PyErr_NoMemory();
        if (failed) return NULL;
        inside = buffer_slice(scratch);
    }
    return PyUnicode_DecodeUTF8(inside.data, (Py_ssize_t)inside.size, "strict");
}

/* Which place a key names: PLACES_OF_ROW for none, -1 where Python must read the row. */
static int find_place(Slice key, const Slice *unusual, int n_unusual) {
    for (int i = 0; i < PLACES_OF_ROW; i++) {
        if (equals(key, PLACE_NAMES[i])) return i;
    }
    for (int i = 0; i < n_unusual; i++) {
        if (key.size == unusual[i].size && !memcmp(key.data, unusual[i].data, key.size)) return -1;
    }
    return PLACES_OF_ROW;
}

typedef struct {
    PyObject *names[PLACES_OF_ROW];
    Slice *unusual;  /* keys of rows that Python must read */
    int n_unusual;
    Buffer scratch;
} RowReader;

/* Fills `row` from a JSON object; where it closes, NULL where Python must read the line. */
static const char *read_object(RowReader *r, const char *p, const char *end, PyObject *row) {
    unsigned seen = 0;
    p = skip_blanks(p, end);
    if (p == end || *p++ != '{') return NULL;
    for (;;) {
        Slice key;
        int escaped;
        p = skip_blanks(p, end);
        if (p == end || *p != '"' || !(p = skip_string(p + 1, end, &key, &escaped))) return NULL;
        if (escaped) return NULL;
        p = skip_blanks(p, end);
        if (p == end || *p++ != ':') return NULL;
        p = skip_blanks(p, end);
        const char *value = p;
        if (!(p = skip_value(p, end, 0))) return NULL;
        int place = find_place(key, r->unusual, r->n_unusual);
        if (place < 0) return NULL;
        if (place < PLACES_OF_ROW) {
            if (seen >> place & 1) return NULL; /* of two the last one counts: Python knows */
            seen |= 1u << place;
            PyObject *made = read_place((enum Place)place, value, p, &r->scratch);
            if (!made) return NULL;
            int failed = PyDict_SetItem(row, r->names[place], made);
            Py_DECREF(made);
            if (failed) return NULL;
        }
        p = skip_blanks(p, end);
        if (p == end) return NULL;
        if (*p == '}') break;
        if (*p++ != ',') return NULL;
    }
    return seen & 1u << TEXT && seen & 1u << ID ? p : NULL;
}

/* A row and its head, which is taken from the caller; NULL where there is no memory. */
static PyObject *pair_up(PyObject *row, PyObject *head) {
    PyObject *pair = row && head ? PyTuple_Pack(2, row, head) : NULL;
    Py_XDECREF(row);
    Py_XDECREF(head);
    return pair;
}

static PyObject *as_bytes(Slice s) {
    return PyBytes_FromStringAndSize(s.data, (Py_ssize_t)s.size);
}

/* (row, the line without its closing brace), or the line itself where Python must read it. */
static PyObject *read_json_line(RowReader *r, Slice line) {
    const char *end = line.data + line.size;
    if (!is_utf8(line)) return as_bytes(line);
    PyObject *row = PyDict_New();
    if (!row) return NULL;
    const char *close = read_object(r, line.data, end, row);
    if (!close || skip_blanks(close + 1, end) != end) {
        Py_DECREF(row);
        return PyErr_Occurred() ? NULL : as_bytes(line);
    }
    return pair_up(row, as_bytes((Slice){line.data, (size_t)(close - line.data)}));
}

/* A line without the white space around it, as `str.strip`. */
static Slice strip(Slice s) {
    size_t length;
    while (s.size && is_space(code_point(s, 0, &length))) s.data += length, s.size -= length;
    while (s.size) {
        size_t at = last_character(s);
        if (!is_space(code_point(s, at, &length))) break;
        s.size = at;
    }
    return s;
}

/* (row, its head) of one comment a line, None of a blank line, the line itself where Python must
 * read it. */
static PyObject *read_text_line(RowReader *r, Slice line, long long number) {
    char digits[32];
    int marked = number == 1 && starts_with(line, 0, "\xEF\xBB\xBF"); /* a byte order mark */
    if (marked || !is_utf8(line)) return as_bytes(line);
    Slice text = strip(line);
    if (!text.size) return Py_INCREF(Py_None), Py_None;
    int size = snprintf(digits, sizeof digits, "%lld", number);
    Buffer *head = &r->scratch;
    head->size = 0;
    if (buffer_add(head, "{\"id\": \"", 8) || buffer_add(head, digits, (size_t)size) ||
        buffer_add(head, "\", \"text\": \"", 12) || add_quoted(head, text) ||
        buffer_add(head, "\"", 1)) return PyErr_NoMemory();
    PyObject *row = PyDict_New();
    PyObject *id = PyUnicode_DecodeUTF8(digits, size, "strict");
    PyObject *value = PyUnicode_DecodeUTF8(text.data, (Py_ssize_t)text.size, "strict");
    if (!row || !id || !value || PyDict_SetItem(row, r->names[ID], id) ||
        PyDict_SetItem(row, r->names[TEXT], value)) Py_CLEAR(row);
    Py_XDECREF(id);
    Py_XDECREF(value);
    return pair_up(row, as_bytes(buffer_slice(head)));
}

/* All lines of a block; `number` is that of the first, or below 0 for lines of JSON. */
static PyObject *read_block(RowReader *r, Slice block, long long number) {
    PyObject *rows = PyList_New(0);
    const char *p = block.data, *end = p + block.size;
    while (rows && p < end) {
        const char *stop = memchr(p, '\n', (size_t)(end - p));
        Slice line = {p, (size_t)((stop ? stop + 1 : end) - p)};
        p += line.size;
        PyObject *row = number < 0 ? read_json_line(r, line) : read_text_line(r, line, number++);
        if (!row || PyList_Append(rows, row)) Py_CLEAR(rows);
        Py_XDECREF(row);
    }
    return rows;
}

static PyObject *module_read_rows(PyObject *module, PyObject *args) {
    (void)module;
    RowReader reader = {0};
    Slice block;
    Py_ssize_t size;
    PyObject *unusual, *rows = NULL;
    long long number;
    if (!PyArg_ParseTuple(args, "y#LO", &block.data, &size, &number, &unusual)) return NULL;
    block.size = (size_t)size;
    if (read_slices(unusual, &reader.unusual, &reader.n_unusual)) goto done;
    for (int i = 0; i < PLACES_OF_ROW; i++) {
        reader.names[i] = PyUnicode_InternFromString(PLACE_NAMES[i]);
        if (!reader.names[i]) goto done;
    }
    rows = read_block(&reader, block, number);
done:
    for (int i = 0; i < PLACES_OF_ROW; i++) Py_XDECREF(reader.names[i]);
    free(reader.unusual);
    free(reader.scratch.data);
    return rows;
}

#endif
