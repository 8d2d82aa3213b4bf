# SPDX-License-Identifier: Apache-2.0
# bench/space_time.R FOLDER [REPEATS]: the two models of R's surveillance that bench/space_time.sh compares with, on the data that the package ships.
# Writes the data as plain tables into FOLDER for our program, and prints one line of JSON a fit: log-likelihood, CPU seconds, coefficients.
suppressMessages(library(surveillance))
arguments <- commandArgs(TRUE)
folder <- arguments[1]
repeats <- if (length(arguments) > 1) as.integer(arguments[2]) else 3L
digits <- function(x) sprintf("%.17g", x)
table_to <- function(x, name) write.table(x, file.path(folder, name), sep = ",", row.names = FALSE, col.names = FALSE, quote = FALSE)
say <- function(what, used, fit, coefficients) cat(sprintf('{"peer":"%s","cpu_s":%.3f,"log_likelihood":%.9f,"coefficients":[%s]}\n',
    what, used[1] + used[2], as.numeric(logLik(fit)), paste(digits(coefficients), collapse = ",")))

data("imdepi")
data("measlesWeserEms")
events <- as.data.frame(imdepi$events)
known <- !is.na(events$agegrp)
xy <- sp::coordinates(imdepi$events)
table_to(cbind(digits(events$time), digits(xy[, 1]), digits(xy[, 2]), as.integer(events$type) - 1, digits(log(events$popdensity)), digits(events$eps.t),
    digits(events$eps.s), digits(events$start), as.integer(events$agegrp) - 1)[known, ], "events.csv")
regions <- imdepi$events@data$.influenceRegion[known]
corners <- do.call(rbind, lapply(seq_along(regions), function(i) do.call(rbind, lapply(seq_along(regions[[i]]$bdry), function(ring)
    cbind(i - 1, ring - 1, regions[[i]]$bdry[[ring]]$x, regions[[i]]$bdry[[ring]]$y)))))
table_to(apply(corners, 2, digits), "regions.csv")
grid <- imdepi$stgrid
table_to(cbind(digits(grid$area * (grid$stop - grid$start)), digits(log(grid$popdensity)), digits(grid$start)), "grid.csv")
table_to(observed(measlesWeserEms), "counts.csv")
table_to(apply(population(measlesWeserEms), 2, digits), "population.csv")
table_to(1 * (neighbourhood(measlesWeserEms) == 1), "neighbours.csv")

for (round in seq_len(repeats)) {
    used <- system.time(fit <- suppressWarnings(twinstim(endemic = addSeason2formula(~ offset(log(popdensity)) + I(start / 365 - 3.5), S = 1, period = 365, timevar = "start"),
        epidemic = ~ type + agegrp, siaf = siaf.gaussian(), tiaf = tiaf.exponential(), data = imdepi, subset = !is.na(agegrp), start = c("e.siaf.1" = 2.5, "e.tiaf.1" = -2),
        optim.args = list(control = list(trace = 0)), model = FALSE, verbose = FALSE)))
    say("twinstim", used, fit, coef(fit))
    used <- system.time(for (many in 1:5) fit <- hhh4(measlesWeserEms, list(ar = list(f = ~1), ne = list(f = ~1, weights = neighbourhood(measlesWeserEms) == 1),
        end = list(f = addSeason2formula(~ 1 + t, period = 52), offset = population(measlesWeserEms)), family = "NegBin1")))
    say("hhh4", used / 5, fit, coef(fit))
}
