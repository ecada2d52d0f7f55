// What the guest's kernel does: system calls, pipes, page faults, processes. Every round checks that the work was done.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pvbench.h"

static void stop(const char *what) {
    perror(what);
    _exit(1);
}

static void get(int fd, void *buffer, size_t size) {
    for (size_t done = 0; done < size;) {
        ssize_t n = read(fd, (char *)buffer + done, size - done);
        if (n <= 0) {
            stop("read");
        }
        done += (size_t)n;
    }
}

static void put(int fd, const void *buffer, size_t size) {
    if (write(fd, buffer, size) != (ssize_t)size) {
        stop("write");
    }
}

static int reap(pid_t child) {
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        stop("waitpid");
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// --- the cheapest system call ---

#define CALLS 1000

static uint64_t getppid_round(void) {
    uint64_t equal = 0;
    long parent = syscall(SYS_getppid);
    for (int i = 0; i < CALLS; i++) {
        equal += syscall(SYS_getppid) == parent;
    }
    return equal;
}

const struct workload call_getppid = {"getppid", CALLS + 1, 0, getppid_round, 0};

// --- a byte to another process and back ---

#define TRIPS 50

static int ping[2], pong[2];
static pid_t echo;

static int pipe_prepare(void) {
    if (pipe(ping) || pipe(pong)) {
        return 0;
    }
    echo = fork();
    if (echo == 0) {
        unsigned char byte;
        close(ping[1]);
        while (read(ping[0], &byte, 1) == 1) {
            byte ^= 0xff;
            put(pong[1], &byte, 1);
        }
        _exit(0);
    }
    return echo > 0;
}

static uint64_t pipe_round(void) {
    uint64_t good = 0;
    for (int i = 0; i < TRIPS; i++) {
        unsigned char byte = (unsigned char)i, back;
        put(ping[1], &byte, 1);
        get(pong[0], &back, 1);
        good += back == (byte ^ 0xff);
    }
    return good;
}

static void pipe_finish(void) {
    close(ping[1]);
    reap(echo);
    close(ping[0]);
    close(pong[0]);
    close(pong[1]);
}

const struct workload pipe_round_trip = {"pipe", TRIPS, pipe_prepare, pipe_round, pipe_finish};

// --- a token round a ring of processes, each with some memory of its own to touch ---

#define RING 6
#define LAPS 10
#define WORKING_SET 16384

static int ring[RING][2];
static pid_t members[RING];
static unsigned char working_set[WORKING_SET];

static void touch(void) {
    for (int i = 0; i < WORKING_SET; i += 64) {
        working_set[i]++;
    }
}

static int ring_prepare(void) {
    for (int i = 0; i < RING; i++) {
        if (pipe(ring[i])) {
            return 0;
        }
    }
    for (int i = 1; i < RING; i++) {
        members[i] = fork();
        if (members[i] == 0) {
            uint64_t token;
            for (int j = 0; j < RING; j++) {
                if (j != (i + 1) % RING) {
                    close(ring[j][1]);
                }
            }
            while (read(ring[i][0], &token, sizeof token) == sizeof token) {
                touch();
                token++;
                put(ring[(i + 1) % RING][1], &token, sizeof token);
            }
            _exit(0);
        }
        if (members[i] < 0) {
            return 0;
        }
    }
    return 1;
}

static uint64_t ring_round(void) {
    uint64_t token = 0;
    for (int i = 0; i < LAPS; i++) {
        token++;
        touch();
        put(ring[1][1], &token, sizeof token);
        get(ring[0][0], &token, sizeof token);
    }
    return token;
}

static void ring_finish(void) {
    for (int i = 0; i < RING; i++) {
        close(ring[i][1]);
    }
    for (int i = 1; i < RING; i++) {
        reap(members[i]);
    }
    for (int i = 0; i < RING; i++) {
        close(ring[i][0]);
    }
}

const struct workload context_switch = {"context-switch", RING *LAPS, ring_prepare, ring_round, ring_finish};

// --- groups of senders and receivers, in the manner of hackbench ---

#define GROUPS 2
#define PAIRS 10
#define MESSAGES 20
#define MESSAGE 100

static void sender(int receivers[PAIRS][2]) {
    char message[MESSAGE];
    memset(message, 's', sizeof message);
    for (int m = 0; m < MESSAGES; m++) {
        for (int r = 0; r < PAIRS; r++) {
            put(receivers[r][1], message, sizeof message);
        }
    }
    _exit(0);
}

static void receiver(int from) {
    char message[MESSAGE];
    for (int m = 0; m < MESSAGES * PAIRS; m++) {
        get(from, message, sizeof message);
    }
    _exit(message[0] == 's' ? 0 : 1);
}

static uint64_t groups_round(void) {
    uint64_t good = 0;
    int pipes[GROUPS][PAIRS][2];
    pid_t children[GROUPS * PAIRS * 2];
    int count = 0;
    for (int g = 0; g < GROUPS; g++) {
        for (int p = 0; p < PAIRS; p++) {
            if (pipe(pipes[g][p])) {
                stop("pipe");
            }
        }
        for (int p = 0; p < PAIRS; p++) {
            if ((children[count++] = fork()) == 0) {
                receiver(pipes[g][p][0]);
            }
            if ((children[count++] = fork()) == 0) {
                sender(pipes[g]);
            }
        }
    }
    while (count > 0) {
        good += reap(children[--count]) == 0;
    }
    for (int g = 0; g < GROUPS; g++) {
        for (int p = 0; p < PAIRS; p++) {
            close(pipes[g][p][0]);
            close(pipes[g][p][1]);
        }
    }
    return good;
}

// Operations: messages.
const struct workload groups_of_pipes = {"hackbench", GROUPS *PAIRS *PAIRS *MESSAGES, 0, groups_round, 0};

// --- the first touch of anonymous memory ---

#define FAULTS 256

static uint64_t fault_round(void) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    uint64_t zeros = 0;
    unsigned char *area = mmap(0, FAULTS * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (area == MAP_FAILED) {
        stop("mmap");
    }
    madvise(area, FAULTS * page, MADV_NOHUGEPAGE);
    for (int i = 0; i < FAULTS; i++) {
        area[i * page] = 1;
        zeros += area[i * page + 1] == 0;
    }
    munmap(area, FAULTS * page);
    return zeros;
}

const struct workload page_fault = {"page-fault", FAULTS, 0, fault_round, 0};

// --- processes ---

static uint64_t fork_round(void) {
    pid_t child = fork();
    if (child == 0) {
        _exit(17);
    }
    return (uint64_t)reap(child);
}

const struct workload fork_exit = {"fork-exit", 1, 0, fork_round, 0};

static uint64_t exec_round(void) {
    pid_t child = fork();
    if (child == 0) {
        execl("/proc/self/exe", "pvbench", "exit", (char *)0);
        _exit(1);
    }
    return (uint64_t)reap(child);
}

const struct workload fork_exec = {"fork-exec", 1, 0, exec_round, 0};

// --- thousands of functions that this processor has not met: a fresh copy of a program on fresh pages ---

#define COLD_PROGRAM "/bin/pvwide"
#define COLD_COPY "/tmp/pvwide.run"

static int cold_prepare(void) {
    return access(COLD_PROGRAM, X_OK) == 0;
}

static uint64_t cold_round(void) {
    static char buffer[65536];
    int result[2];
    uint64_t sum;
    ssize_t n;
    FILE *in = fopen(COLD_PROGRAM, "r"), *out = fopen(COLD_COPY, "w");
    if (!in || !out || pipe(result)) {
        stop(COLD_COPY);
    }
    while ((n = (ssize_t)fread(buffer, 1, sizeof buffer, in)) > 0) {
        fwrite(buffer, 1, (size_t)n, out);
    }
    fclose(in);
    fchmod(fileno(out), 0755);
    fclose(out);
    pid_t child = fork();
    if (child == 0) {
        dup2(result[1], 3);
        execl(COLD_COPY, "pvwide", (char *)0);
        _exit(1);
    }
    close(result[1]);
    get(result[0], &sum, sizeof sum);
    close(result[0]);
    reap(child);
    unlink(COLD_COPY);
    return sum;
}

const struct workload wide_cold = {"wide-cold", 1, cold_prepare, cold_round, 0};
