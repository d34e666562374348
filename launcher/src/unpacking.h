/* The tar in the data directory. */
#pragma once

#include <stddef.h>

enum unpacked { UNPACKED, UNPACKED_KILLED, UNPACKED_STOPPED, UNPACKED_REFUSED };

/* Refused: the stage, the errno and the name concerned go into the status record here. */
enum unpacked unpack(const char *data, int tar);
