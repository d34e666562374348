/* An entry's owner, mode, extended attributes and time. */
#pragma once

#include "tar.h"

/* Of a file by its descriptor, else (-1) by its path. */
long set_attributes(int data, int file, const struct tar *tar);

long set_time(int data, int file, const struct tar_entry *entry);
