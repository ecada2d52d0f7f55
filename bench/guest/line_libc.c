// The console and the clock under an operating system.
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "pvbench.h"

int read_line(char *buffer, size_t size) {
    size_t length = 0;
    char c;
    for (;;) {
        if (read(STDIN_FILENO, &c, 1) != 1) {
            return -1;
        }
        if (c == '\n' || c == '\r') {
            buffer[length] = 0;
            return (int)length;
        }
        if (length + 1 < size) {
            buffer[length++] = c;
        }
    }
}

void print_text(const char *text) {
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t n = write(STDOUT_FILENO, text, left);
        if (n <= 0) {
            _exit(1);
        }
        text += n;
        left -= (size_t)n;
    }
}

uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

int begin_apart(void) {
    pid_t child = fork();
    if (child == 0) {
        return 1;
    }
    waitpid(child, 0, 0);
    return 0;
}

void end_apart(void) {
    _exit(0);
}
