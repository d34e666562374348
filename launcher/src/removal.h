#pragma once

/* Removes what is there, a directory with all that it holds. Follows no link. */
long remove_whatever(int at, const char *path);
