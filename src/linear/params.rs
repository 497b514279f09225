//! Parameters of the linear model, checked before anything is fitted.

use linfa::ParamGuard;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What a wrong decision costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// `max(0, 1 - y f(x))²`: the L2-loss support vector machine.
    #[default]
    SquaredHinge,
    /// `ln(1 + exp(-y f(x)))`: logistic regression.
    Logistic,
}

/// Parameters of a linear model before they are checked.
///
/// ```
/// use linfa::ParamGuard;
/// use thematic::linear::{LinearParams, Loss};
/// let params = LinearParams::new().loss(Loss::Logistic).c(10.0);
/// assert!(params.check().is_ok());
/// assert!(LinearParams::new().c(-1.0).check().is_err());
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinearParams(LinearValidParams);

/// Checked parameters of a linear model; see [`LinearParams`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LinearValidParams {
    pub(crate) loss: Loss,
    pub(crate) c: f64,
    pub(crate) positive_weight: f64,
    pub(crate) bias: bool,
    pub(crate) tolerance: f64,
    pub(crate) max_epochs: usize,
    pub(crate) seed: u64,
}

impl LinearValidParams {
    /// The same parameters with another C, which must be above 0 and finite.
    pub(crate) fn with_c(&self, c: f64) -> Self {
        Self { c, ..self.clone() }
    }
}

impl Default for LinearValidParams {
    fn default() -> Self {
        Self {
            loss: Loss::SquaredHinge,
            c: 1.0,
            positive_weight: 1.0,
            bias: true,
            tolerance: 0.01,
            max_epochs: 1000,
            seed: 42,
        }
    }
}

impl Default for LinearParams {
    fn default() -> Self {
        Self::new()
    }
}

impl LinearParams {
    /// The defaults: squared hinge loss, C = 1, with a bias.
    pub fn new() -> Self {
        Self(LinearValidParams::default())
    }

    /// The values, unchecked.
    pub fn value(&self) -> &LinearValidParams {
        &self.0
    }

    /// The loss.
    #[must_use]
    pub fn loss(mut self, loss: Loss) -> Self {
        self.0.loss = loss;
        self
    }

    /// How much the losses count against the length of the weight vector:
    /// the `C` of LIBLINEAR.
    #[must_use]
    pub fn c(mut self, c: f64) -> Self {
        self.0.c = c;
        self
    }

    /// By how much more the loss of a row that has the topic counts.
    #[must_use]
    pub fn positive_weight(mut self, weight: f64) -> Self {
        self.0.positive_weight = weight;
        self
    }

    /// Whether there is a bias, which is kept small like the weights.
    #[must_use]
    pub fn bias(mut self, bias: bool) -> Self {
        self.0.bias = bias;
        self
    }

    /// Fitting stops when the gradient, projected on what the bounds allow,
    /// spreads by less than this in one pass over the rows and is nowhere larger
    /// (logistic loss: when it is nowhere larger). Smaller is slower and nearer
    /// to the optimum.
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.0.tolerance = tolerance;
        self
    }

    /// The largest number of passes over the rows.
    #[must_use]
    pub fn max_epochs(mut self, epochs: usize) -> Self {
        self.0.max_epochs = epochs;
        self
    }

    /// The seed of the order in which rows are taken.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.0.seed = seed;
        self
    }
}

impl LinearValidParams {
    /// The loss.
    pub fn loss(&self) -> Loss {
        self.loss
    }

    /// LIBLINEAR's `C`.
    pub fn c(&self) -> f64 {
        self.c
    }

    /// The weight of the loss of rows that have the topic.
    pub fn positive_weight(&self) -> f64 {
        self.positive_weight
    }

    /// The seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }
}

impl ParamGuard for LinearParams {
    type Checked = LinearValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&LinearValidParams> {
        let above_zero = [
            ("C", self.0.c),
            ("the weight of positive rows", self.0.positive_weight),
            ("the tolerance", self.0.tolerance),
        ];
        for (name, value) in above_zero {
            if !(value.is_finite() && value > 0.0) {
                return Err(Error::parameter(name, value, "a number above 0"));
            }
        }
        if self.0.max_epochs == 0 {
            return Err(Error::parameter("the number of epochs", 0, "at least 1"));
        }
        Ok(&self.0)
    }

    fn check(self) -> Result<LinearValidParams> {
        self.check_ref()?;
        Ok(self.0)
    }
}
