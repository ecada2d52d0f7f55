// Double arithmetic: planets, the Mandelbrot set, matrices. Contraction to fused operations is off (see the build), so
// that every IEEE 754 machine computes the same bits.
#include "pvbench.h"

// --- n-body ---

#define BODIES 5
#define STEPS 800

struct body {
    double p[3], v[3], mass;
};

static struct body bodies[BODIES];

static void bodies_reset(void) {
    uint64_t seed = 99;
    for (int i = 0; i < BODIES; i++) {
        for (int c = 0; c < 3; c++) {
            bodies[i].p[c] = (double)(int64_t)(mix64(&seed) >> 40) / 1048576.0 - 8.0;
            bodies[i].v[c] = (double)(int64_t)(mix64(&seed) >> 40) / 16777216.0 - 0.5;
        }
        bodies[i].mass = i == 0 ? 39.0 : 0.01 * (i + 1);
    }
}

static void advance(double dt) {
    for (int i = 0; i < BODIES; i++) {
        for (int j = i + 1; j < BODIES; j++) {
            double dx = bodies[i].p[0] - bodies[j].p[0];
            double dy = bodies[i].p[1] - bodies[j].p[1];
            double dz = bodies[i].p[2] - bodies[j].p[2];
            double d2 = dx * dx + dy * dy + dz * dz + 0.001;
            double pull = dt / (d2 * __builtin_sqrt(d2));
            double to_i = bodies[j].mass * pull, to_j = bodies[i].mass * pull;
            bodies[i].v[0] -= dx * to_i;
            bodies[i].v[1] -= dy * to_i;
            bodies[i].v[2] -= dz * to_i;
            bodies[j].v[0] += dx * to_j;
            bodies[j].v[1] += dy * to_j;
            bodies[j].v[2] += dz * to_j;
        }
    }
    for (int i = 0; i < BODIES; i++) {
        for (int c = 0; c < 3; c++) {
            bodies[i].p[c] += dt * bodies[i].v[c];
        }
    }
}

static uint64_t nbody_round(void) {
    uint64_t sum = 0;
    bodies_reset();
    for (int i = 0; i < STEPS; i++) {
        advance(0.001);
    }
    for (int i = 0; i < BODIES; i++) {
        sum = fold(sum, bits_of(bodies[i].p[0]));
        sum = fold(sum, bits_of(bodies[i].v[2]));
    }
    return sum;
}

const struct workload nbody = {"nbody", STEPS, 0, nbody_round, 0};

// --- Mandelbrot ---

#define WIDTH 48
#define HEIGHT 32
#define DEPTH 100

static uint64_t mandelbrot_round(void) {
    uint64_t sum = 0;
    for (int y = 0; y < HEIGHT; y++) {
        for (int x = 0; x < WIDTH; x++) {
            double cr = 3.0 * x / WIDTH - 2.125, ci = 2.5 * y / HEIGHT - 1.25;
            double zr = 0, zi = 0;
            int n = 0;
            while (n < DEPTH && zr * zr + zi * zi < 4.0) {
                double t = zr * zr - zi * zi + cr;
                zi = 2 * zr * zi + ci;
                zr = t;
                n++;
            }
            sum = fold(sum, (uint64_t)n);
        }
    }
    return sum;
}

const struct workload mandelbrot = {"mandelbrot", WIDTH * HEIGHT, 0, mandelbrot_round, 0};

// --- matrix product ---

#define SIDE 40

static double a[SIDE][SIDE], b[SIDE][SIDE], c[SIDE][SIDE];

static int matrix_prepare(void) {
    uint64_t seed = 3;
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            a[i][j] = (double)(int64_t)(mix64(&seed) >> 44) / 1024.0 - 500;
            b[i][j] = (double)(int64_t)(mix64(&seed) >> 44) / 777.0 - 500;
        }
    }
    return 1;
}

static uint64_t matrix_round(void) {
    uint64_t sum = 0;
    for (int i = 0; i < SIDE; i++) {
        for (int j = 0; j < SIDE; j++) {
            double s = 0;
            for (int k = 0; k < SIDE; k++) {
                s += a[i][k] * b[k][j];
            }
            c[i][j] = s;
        }
    }
    for (int i = 0; i < SIDE; i++) {
        sum = fold(sum, bits_of(c[i][SIDE - 1 - i]));
    }
    return sum;
}

const struct workload matrix_double = {"matrix-double", SIDE * SIDE * SIDE, matrix_prepare, matrix_round, 0};
