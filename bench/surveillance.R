# SPDX-License-Identifier: Apache-2.0
# bench/surveillance.R FOLDER FACILITIES WEEKS: the series and settings of ../shared/peers/r/farrington.R, R's bounds for them, and R's time.
suppressMessages(library(surveillance))
a <- commandArgs(TRUE); folder <- a[1]; nf <- as.integer(a[2]); nw <- as.integer(a[3])
set.seed(20260101)
T <- 520; t <- 1:T
base <- exp(rnorm(nf, log(6), 0.8)); phase <- runif(nf, 0, 52)
y <- sapply(seq_len(nf), function(i) rnbinom(T, size = 5, mu = base[i] * exp(0.0005 * t + 0.6 * cos(2 * pi * (t - phase[i]) / 52))))
sparse <- seq_len(nf) %% 5 == 0
y[, sparse] <- rpois(sum(sparse) * T, 0.15)      # many diseases are rare
weeks <- (T - nw + 1):T
control <- list(range = weeks, b = 5, w = 3, reweight = TRUE, weightsThreshold = 2.58, noPeriods = 10, pastWeeksNotIncluded = 26,
                thresholdMethod = "nbPlugin", alpha = 0.01, trend = TRUE, pThresholdTrend = 1, populationOffset = FALSE, verbose = FALSE)
time <- system.time(r <- suppressWarnings(farringtonFlexible(sts(y, start = c(2015, 1), frequency = 52), control)))
options(digits = 17)
write.table(t(y), file.path(folder, "series.csv"), sep = ",", row.names = FALSE, col.names = FALSE)
write.table(data.frame(rep(seq_len(nf), each = nw), rep(weeks, nf), c(upperbound(r)), c(r@control$expected), c(r@control$phiVector), as.integer(alarms(r))),
            file.path(folder, "bounds.csv"), sep = ",", row.names = FALSE, col.names = FALSE)
cat(sprintf('{"peer":"surveillance %s farringtonFlexible","tests":%d,"cpu_s":%.2f,"tests_per_cpu_s":%.1f}\n', packageVersion("surveillance"), nf * nw, time[1] + time[2], nf * nw / (time[1] + time[2])))
