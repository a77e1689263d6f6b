"""The few things that a palette cannot say, as one style sheet."""

from __future__ import annotations

import re

from .colours import ROLES

_SHEET = """
QToolTip {{ border: 1px solid {line}; padding: 4px 6px; background: {raised}; color: {text}; }}
QMainWindow::separator {{ background: {window}; width: 5px; height: 5px; }}
QMainWindow::separator:hover {{ background: {accent_soft}; }}
QSplitter::handle {{ background: {window}; }}
QSplitter::handle:hover {{ background: {accent_soft}; }}
QMenuBar {{ background: {window}; border: none; padding: 1px 4px; }}
QMenuBar::item {{ padding: 4px 9px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu {{ background: {raised}; border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 26px 5px 10px; border-radius: 4px; }}
QMenu::item:selected {{ background: {accent_soft}; color: {text}; }}
QMenu::item:disabled {{ color: {faint}; }}
QMenu::icon {{ padding-left: 6px; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 4px 6px; }}
QToolBar {{
  background: {window}; border: none; border-bottom: 1px solid {line}; spacing: 3px;
  padding: 3px 8px; }}
QToolBar::separator {{ background: {line}; width: 1px; margin: 5px 6px; }}
QToolButton {{
  border: 1px solid transparent; border-radius: 5px; padding: 4px 7px; background: transparent; }}
QToolButton[compact="true"] {{ padding: 2px; }}
QToolButton:hover {{ background: {accent_soft}; }}
QToolButton:pressed, QToolButton:checked {{ background: {accent_soft}; border-color: {accent}; }}
QToolButton:focus {{ border-color: {accent}; }}
QToolButton:disabled {{ color: {faint}; }}
QToolButton::menu-indicator {{ image: none; }}
QPushButton {{
  border: 1px solid {strong_line}; border-radius: 5px; padding: 5px 14px; background: {raised}; }}
QPushButton:hover {{ border-color: {accent}; }}
QPushButton:pressed {{ background: {accent_soft}; }}
QPushButton:focus {{ border: 2px solid {accent}; padding: 4px 13px; }}
QPushButton:disabled {{ color: {faint}; border-color: {line}; }}
QPushButton[primary="true"], QPushButton:default {{
  background: {accent}; color: {on_accent}; border-color: {accent}; font-weight: 600; }}
QPushButton[primary="true"]:hover {{ border-color: {text}; }}
QPushButton[primary="true"]:focus, QPushButton:default:focus {{ border: 2px solid {text}; }}
QPushButton[primary="true"]:disabled, QPushButton:default:disabled {{
  background: {sunken}; color: {faint}; border-color: {line}; }}
QLineEdit, QSpinBox, QDoubleSpinBox, QDateTimeEdit, QComboBox, QPlainTextEdit {{
  border: 1px solid {strong_line}; border-radius: 4px; padding: 3px 6px; background: {panel};
  selection-background-color: {accent}; selection-color: {on_accent}; }}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateTimeEdit:focus, QComboBox:focus, QPlainTextEdit:focus {{
  border-color: {accent}; }}
QLineEdit:disabled, QSpinBox:disabled,
QDoubleSpinBox:disabled, QDateTimeEdit:disabled, QComboBox:disabled {{
  color: {faint}; border-color: {line}; background: {sunken}; }}
QAbstractSpinBox QLineEdit, QComboBox QLineEdit {{ border: none; padding: 0; background: transparent; }}
QComboBox {{ padding-right: 22px; }}
QComboBox::drop-down, QDateEdit::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow, QDateEdit::down-arrow, QAbstractSpinBox::down-arrow {{
  image: url({images}/down.svg); }}
QAbstractSpinBox::up-arrow {{ image: url({images}/up.svg); }}
QComboBox::down-arrow {{ width: 12px; height: 12px; }}
QAbstractSpinBox::up-arrow, QAbstractSpinBox::down-arrow {{ width: 10px; height: 10px; }}
QAbstractSpinBox::up-button {{
  subcontrol-origin: border; subcontrol-position: top right;
  border: none; width: 18px; margin: 2px 2px 0 0; }}
QAbstractSpinBox::down-button {{
  subcontrol-origin: border; subcontrol-position: bottom right;
  border: none; width: 18px; margin: 0 2px 2px 0; }}
QSpinBox, QDoubleSpinBox, QDateTimeEdit {{ padding: 3px 0; }}
QComboBox QAbstractItemView {{ border: 1px solid {line}; background: {raised}; padding: 3px; }}
QCheckBox {{ spacing: 7px; }}
QCheckBox::indicator, QTreeView::indicator, QListView::indicator {{
  width: 13px; height: 13px; border: 1px solid {strong_line}; border-radius: 3px; background: {panel}; }}
QCheckBox::indicator:checked, QListView::indicator:checked {{
  background: {ticked}; border-color: {accent}; image: url({images}/tick.svg); }}
QListView::indicator:indeterminate {{
  background: {ticked}; border-color: {accent}; image: url({images}/dash.svg); }}
QCheckBox::indicator:focus, QCheckBox::indicator:hover {{ border-color: {accent}; }}
QRadioButton {{ spacing: 7px; }}
QRadioButton::indicator {{
  width: 14px; height: 14px; border: 1px solid {strong_line}; border-radius: 8px; background: {panel}; }}
QRadioButton::indicator:checked {{
  width: 6px; height: 6px; border: 5px solid {accent}; border-radius: 8px; background: {panel}; }}
QRadioButton::indicator:focus, QRadioButton::indicator:hover {{ border-color: {accent}; }}
QRadioButton:focus {{ color: {link}; }}
QTabBar {{ qproperty-drawBase: 0; }}
QTabBar::tab {{
  padding: 5px 12px; border: none; border-bottom: 2px solid transparent; background: transparent;
  color: {muted}; }}
QTabBar::tab:bottom {{ border-bottom: none; border-top: 2px solid transparent; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar::tab:selected {{ color: {text}; border-color: {accent}; background: {panel}; }}
QTabBar:focus::tab:selected {{ color: {link}; }}
QTabWidget::pane {{ border: 1px solid {line}; background: {panel}; }}
QCheckBox:focus {{ color: {link}; }}
QCheckBox:disabled {{ color: {faint}; }}
QCheckBox::indicator:disabled {{ border-color: {line}; background: {sunken}; }}
QAbstractScrollArea {{ border: none; background: {panel}; }}
QPlainTextEdit {{ border: 1px solid {strong_line}; border-radius: 5px; padding: 2px 4px; }}
QPlainTextEdit:focus {{ border: 2px solid {accent}; padding: 1px 3px; }}
QFrame#finder {{ border: 1px solid {strong_line}; border-radius: 6px; background: {panel}; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: 11px; margin: 0; }}
QScrollBar:horizontal {{ height: 11px; margin: 0; }}
QScrollBar::handle {{ background: {line}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {strong_line}; }}
QScrollBar::handle:disabled {{ background: transparent; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QHeaderView::section {{
  background: {sunken}; border: none; border-bottom: 1px solid {line}; padding: 5px 8px;
  color: {muted}; }}
QTableView, QListView, QTreeView {{
  selection-background-color: {accent_soft}; selection-color: {text}; }}
QTableView[rows="true"]::item {{ border: none; padding: 0 6px; }}
QTableView[rows="true"] {{ outline: 0; }}
QTableView[rows="true"]::item:focus {{ border: none; background: {accent_soft}; color: {text}; }}
QTableView[rows="true"]::item:selected {{ background: {accent_soft}; color: {text}; }}
QDialog QListWidget, QDialog QTableView {{ border: 1px solid {line}; }}
QListWidget {{ outline: 0; }}
QListWidget::item {{ border: none; padding: 4px 8px; border-radius: 4px; }}
QListWidget::item:hover {{ background: {sunken}; }}
QListWidget::item:selected {{ background: {accent_soft}; color: {text}; }}
QListWidget::item:disabled {{ color: {faint}; }}
QTableView#gallery {{ selection-background-color: transparent; }}
QStatusBar {{ background: {window}; border-top: 1px solid {line}; }}
QStatusBar::item {{ border: none; }}
QProgressBar {{
  border: none; border-radius: 3px; background: {line}; max-height: 6px; min-height: 6px; }}
QProgressBar::chunk {{ background: {accent}; border-radius: 3px; }}
QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {line}; }}
QSlider::sub-page:horizontal {{ background: {accent}; border-radius: 2px; }}
QSlider::handle:horizontal {{
  background: {raised}; border: 1px solid {strong_line}; width: 13px; height: 13px; margin: -5px 0;
  border-radius: 7px; }}
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus {{ border: 2px solid {accent}; }}
QSlider::sub-page:horizontal:disabled {{ background: {line}; }}
*[part="panel"] {{ background: {panel}; }}
*[part="sunken"] {{ background: {sunken}; }}
*[part="window"] {{ background: {window}; }}
*[part="stage"] {{ background: {stage}; }}
QFrame[part="card"] {{ background: {panel}; border: 1px solid {line}; border-radius: 8px; }}
QFrame[part="bar"] {{ background: {panel}; border-bottom: 1px solid {line}; }}
QFrame[part="banner"] {{ background: {warning_soft}; border-bottom: 1px solid {line}; }}
QFrame[part="banner"] QLabel {{ color: {warning}; }}
QFrame[drop="true"] {{ background: {accent_soft}; border: 2px dashed {accent}; }}
QFrame[part="notice"] {{ background: {sunken}; border-bottom: 1px solid {line}; }}
QFrame[part="title"] {{ background: {sunken}; border-bottom: 1px solid {line}; }}
QFrame[part="rule"] {{ background: {line}; max-height: 1px; min-height: 1px; border: none; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="heading"] {{ color: {muted}; font-weight: 600; }}
QLabel[tone="title"] {{ font-size: 15pt; font-weight: 600; }}
QLabel[tone="display"] {{ font-size: 22pt; font-weight: 600; }}
QLabel[tone="strong"] {{ font-weight: 600; }}
QLabel[tone="warning"] {{ color: {warning}; }}
QLabel[tone="danger"] {{ color: {danger}; }}
QLabel[tone="good"] {{ color: {good}; }}
QLabel[tone="lead"] {{ color: {warning}; font-weight: 600; }}
QToolButton[chip="true"] {{
  border: 1px solid {line}; border-radius: 11px; padding: 2px 9px; background: {accent_soft}; }}
QToolButton[chip="true"]:hover {{ border-color: {accent}; }}
QToolButton[chip="plain"] {{
  border: 1px solid {line}; border-radius: 11px; padding: 2px 9px; background: transparent;
  color: {muted}; }}
QToolButton[chip="plain"]:hover, QToolButton[chip="plain"]:checked {{
  border-color: {accent}; color: {text}; }}
QToolButton[chip="news"] {{
  border: 1px solid {accent}; border-radius: 11px; padding: 2px 10px; background: {accent};
  color: {on_accent}; font-weight: 600; }}
QToolButton[heading="true"] {{
  color: {muted}; font-weight: 600; padding: 3px 0; text-align: left; border-color: transparent;
  background: transparent; }}
QToolButton[heading="true"]:hover {{ color: {text}; background: {accent_soft}; }}
QToolButton[heading="true"]:focus {{ border-color: {accent}; }}
QToolButton[chip="true"][crossed="true"] {{ padding-right: 2px; }}
QToolButton[chip="true"][compact="true"] {{ padding: 1px; border-radius: 6px; }}
QToolButton[chip="plain"][compact="true"] {{ padding: 0 6px; border-radius: 8px; }}
QToolButton[chip="plain"][compact="true"]:checked {{ background: {accent_soft}; }}
QLabel[badge] {{ border: 1px solid {line}; border-radius: 8px; padding: 1px 7px; }}
QLabel[badge="warning"] {{ background: {warning_soft}; color: {warning}; border-color: {warning}; }}
QLabel[badge="plain"] {{ color: {muted}; }}
QToolButton[link="true"] {{ color: {link}; padding: 2px 4px; }}
QToolButton[link="true"][flush="true"] {{ padding: 2px 0; margin-left: -6px; }}
"""


def style_sheet(images: str) -> str:
    """Return the sheet, the same for every theme: its colours are roles of the palette.

    `images` is the folder of ticks and arrows.
    """
    return _SHEET.format(**{name: in_sheets(name) for name in ROLES}, images=images)


def in_sheets(name: str) -> str:
    """Return how a sheet names a colour of the theme: `sunken` is `palette(alternate-base)`."""
    role = re.sub("(?<!^)(?=[A-Z])", "-", ROLES[name].name).lower()
    return f"palette({role.replace('tool-tip', 'tooltip')})"
