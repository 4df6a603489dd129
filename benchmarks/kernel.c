/* Ties from coded attendance, by hand and on one thread: the limit others are measured against.
 *
 * One source at a time: its meetings are visited, and whoever comes after it there is added up in
 * arrays as long as there are actors. Meetings hold their actors in ascending order, and a cursor
 * at each meeting moves on with the sources, so that every pair is visited once. */
#include <stdint.h>
#include <stdlib.h>

/* Rows: codes of actor and meeting from 0, and the day. Ties go to source, target, count, weight
 * and last, which have room for every pair of every meeting. Gives how many ties there are, or -1
 * if there is no memory. */
int64_t ties(int64_t rows, int32_t actors, int32_t meetings, const int32_t *actor,
             const int32_t *meeting, const int64_t *day, int32_t *source, int32_t *target,
             int32_t *count, double *weight, int64_t *last)
{
    int64_t *visits = calloc((size_t)actors + 1, sizeof *visits);
    int64_t *begin = calloc((size_t)meetings + 1, sizeof *begin);
    int64_t *end = malloc((size_t)meetings * sizeof *end);
    int64_t *cursor = malloc((size_t)meetings * sizeof *cursor);
    int64_t *when = malloc((size_t)meetings * sizeof *when);
    int32_t *visited = malloc((size_t)rows * sizeof *visited);
    int32_t *seated = malloc((size_t)rows * sizeof *seated);
    int32_t *number = calloc((size_t)actors, sizeof *number);
    double *gain = malloc((size_t)meetings * sizeof *gain);
    double *sum = malloc((size_t)actors * sizeof *sum);
    int64_t *latest = malloc((size_t)actors * sizeof *latest);
    int32_t *met = malloc((size_t)actors * sizeof *met);
    int64_t found = -1, row = 0;
    if (!visits || !begin || !end || !cursor || !when || !visited || !seated || !number || !gain ||
        !sum || !latest || !met)
        goto out;

    /* Sort the rows by actor. */
    for (row = 0; row < rows; row++) {
        visits[actor[row] + 1]++;
        begin[meeting[row] + 1]++;
    }
    for (int32_t one = 0; one < actors; one++) visits[one + 1] += visits[one];
    for (int32_t one = 0; one < meetings; one++) {
        begin[one + 1] += begin[one];
        end[one] = begin[one];
        when[one] = INT64_MAX;
    }
    for (row = 0; row < rows; row++) {
        visited[visits[actor[row]]++] = meeting[row];
        if (day[row] < when[meeting[row]]) when[meeting[row]] = day[row];
    }

    /* Seat the actors in ascending order; twice at a meeting counts once. */
    row = 0;
    for (int32_t one = 0; one < actors; one++)
        for (; row < visits[one]; row++) {
            int32_t here = visited[row];
            if (end[here] > begin[here] && seated[end[here] - 1] == one) visited[row] = -1;
            else seated[end[here]++] = one;
        }

    for (int32_t one = 0; one < meetings; one++) {
        gain[one] = 1.0 / (double)(end[one] - begin[one] - 1);
        cursor[one] = begin[one];
    }
    found = 0;
    row = 0;
    for (int32_t one = 0; one < actors; one++) {
        int32_t partners = 0;
        for (; row < visits[one]; row++) {
            int32_t here = visited[row];
            if (here < 0) continue;
            for (int64_t seat = ++cursor[here]; seat < end[here]; seat++) {
                int32_t other = seated[seat];
                if (!number[other]) {
                    met[partners++] = other;
                    sum[other] = 0.0;
                    latest[other] = INT64_MIN;
                }
                number[other]++;
                sum[other] += gain[here];
                if (when[here] > latest[other]) latest[other] = when[here];
            }
        }
        for (int32_t place = 0; place < partners; place++, found++) {
            int32_t other = met[place];
            source[found] = one;
            target[found] = other;
            count[found] = number[other];
            weight[found] = sum[other];
            last[found] = latest[other];
            number[other] = 0;
        }
    }
out:
    free(visits), free(begin), free(end), free(cursor), free(when), free(visited), free(seated);
    free(number), free(sum), free(gain), free(latest), free(met);
    return found;
}
