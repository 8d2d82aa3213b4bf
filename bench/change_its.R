# SPDX-License-Identifier: Apache-2.0
# bench/change_its.R: the peer of bench/change_its.cpp. Makes the series of the shared peer script (same seed, same rule), fits them with MASS::glm.nb and a
# quasi-Poisson refit in each placebo draw, and writes series, estimates and draws for the other side.   Rscript change_its.R FOLDER
suppressMessages(library(MASS))
folder <- commandArgs(TRUE)[1]
set.seed(7)
months <- 84; districts <- 60; month <- 1:months; cut <- 60
made <- function() {
  base <- exp(rnorm(1, 2.2, .5))
  rnbinom(months, size = 3, mu = base * exp(.004 * month + .3 * cos(2 * pi * month / 12) - .9 * (month > cut & month <= cut + 7)))
}
counts <- replicate(districts, made())
population <- exp(rnorm(districts, 10, .4))
write.table(rbind(format(population, digits = 17), counts), file.path(folder, "series.csv"), sep = ",", row.names = FALSE, col.names = FALSE, quote = FALSE)

fitted_series <- function(i, ...) {
  d <- data.frame(y = counts[, i], t = month, post = as.integer(month > cut), after = pmax(0, month - cut), c1 = cos(2 * pi * month / 12), s1 = sin(2 * pi * month / 12), p = population[i])
  tryCatch(suppressWarnings(glm.nb(y ~ t + post + after + c1 + s1 + offset(log(p)), data = d, ...)), error = function(e) NULL)
}
cpu <- function(times) times[1] + times[2]
spent <- system.time(fits <- lapply(rep(seq_len(districts), 10), fitted_series))
rows <- t(sapply(seq_len(districts), function(i) {
  m <- fits[[i]]
  if (is.null(m)) rep(NA, 10) else c(coef(m)[c("(Intercept)", "post", "t", "after", "c1", "s1")], sqrt(vcov(m)["post", "post"]), m$theta, as.numeric(logLik(m)), m$converged)
}))
write.table(format(rows, digits = 15), file.path(folder, "fits.csv"), sep = ",", row.names = FALSE, col.names = FALSE, quote = FALSE)

d <- data.frame(y = c(counts), i = rep(seq_len(districts), each = months), post = as.integer(rep(month, districts) > cut), e = rep(population, each = months))
both <- aggregate(cbind(y, e) ~ i + post, d, sum)
drawn <- matrix(0, 1000, 6)
spent_draws <- system.time(for (draw in 1:1000) {
  s <- sample.int(districts, 5)
  drawn[draw, ] <- c(s, coef(glm(y ~ post * I(i %in% s) + offset(log(e)), family = quasipoisson, data = both))[4])
})
write.table(format(drawn, digits = 15), file.path(folder, "draws.csv"), sep = ",", row.names = FALSE, col.names = FALSE, quote = FALSE)
cat(sprintf("%.1f %.1f\n", length(fits) / cpu(spent), 1000 / cpu(spent_draws)), file = file.path(folder, "rates.txt"))
