/* Making an entry in the data directory, in the place of whatever is there. */
#pragma once

#include "tar_entry.h"

/* The open file for a file, else 0, or a negative error. */
long place(int data, const struct tar_entry *entry);
